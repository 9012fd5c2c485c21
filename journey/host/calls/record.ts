import { CALL_ENDED, CALL_PROGRESS, isCallEnd, type Disposition } from '../../domain/calls/dispositions';
import { CALL_CHANNEL } from '../../domain/contact/guards';
import type { NewEvent } from '../../domain/user-event';
import { clock } from '../clock';
import { iso } from '../event-items';
import { journeyProcess } from '../process';

/** Events about calls come from this source, apart from what any sender may post. */
const SOURCE = 'calls';

/** What somebody says of a call. */
export interface SaidOfCall {
  /** The same whenever the same is said again. */
  readonly eventId: string;
  readonly userId: string;
  readonly task: string;
  readonly disposition: Disposition;
  readonly note: string | null;
  readonly agent: string | null;
  readonly callbackAt: number | null;
  readonly via: 'list' | 'callCenter';
  /** When; null = now. */
  readonly at: number | null;
  readonly more?: Readonly<Record<string, unknown>>;
}

/** The event that what was said of a call becomes. */
export function callEvent(said: SaidOfCall): NewEvent {
  const { task, disposition, note, agent, callbackAt, via, more } = said;
  const receivedAt = clock().now();
  return {
    eventId: said.eventId,
    userId: said.userId,
    event: isCallEnd(disposition) ? CALL_ENDED : CALL_PROGRESS,
    // A clock that is ahead would make a report later than its own arrival.
    timestamp: Math.min(said.at ?? receivedAt, receivedAt),
    receivedAt,
    source: SOURCE,
    properties: {
      ...more,
      ...{ task, disposition, note, agent, via },
      callbackAt: callbackAt === null ? null : iso(callbackAt),
    },
  };
}

/** Sees to it that whoever wants no more calls gets none, whether or not their journey goes on. */
export async function keepRefusals(events: readonly NewEvent[]): Promise<void> {
  const refusals = events
    .filter(({ properties }) => properties['disposition'] === 'do_not_call')
    .map(({ userId, timestamp }) => ({
      ...{ userId, channel: CALL_CHANNEL, category: '', given: false, at: timestamp },
    }));
  if (refusals.length > 0) await (await journeyProcess().runtime.store()).setConsents(refusals);
}
