import type { StoreView } from '../support/store';
import type { Answer } from './door';
import type { Said } from './wire';

interface EventRow {
  readonly seq: number;
  readonly event_id: string | null;
  readonly user_id: string;
  readonly name: string;
  readonly properties: string;
  readonly occurred_at: number;
  readonly received_at: number;
  readonly source: string;
}

/** What has come into the log behind a position. */
export function newEvents(store: StoreView, head: number): Answer['stored'] {
  const rows = store.rows<EventRow>('select * from journey_event where seq > ? order by seq', head);
  return rows.map((row) => ({
    eventId: row.event_id,
    userId: row.user_id,
    event: row.name,
    properties: JSON.parse(row.properties) as Record<string, unknown>,
    timestamp: row.occurred_at,
    receivedAt: row.received_at,
    source: row.source,
  }));
}

/** What was said, as an answer of the intake. @throws SyntaxError when it is none. */
export function answerOf({ status, text }: Said, stored: Answer['stored']): Answer {
  return { status, body: JSON.parse(text) as Answer['body'], stored, cause: undefined };
}
