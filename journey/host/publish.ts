import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { isRefusal } from '../domain/intake/outcome';
import { DEFAULT_LIMITS } from '../domain/intake/limits';
import { parseEvents } from '../domain/intake/parse';
import type { UserEvent } from '../domain/user-event';
import { clock } from './clock';
import { inputItems, neutraliseSettings } from './continuation';
import { withStore } from './errors';
import { newId } from './ids';
import { journal } from './journal';
import { inJourney, travellers } from './people';
import { journeyProcess } from './process';

/** Events that nodes publish come from this source, apart from what any sender may post. */
export const EVENT_SOURCE = 'journeys';

/** An event to publish, as it stands in the node's fields; judged by the same rules as events from outside. */
export interface EventWish {
  readonly userId: unknown;
  readonly event: unknown;
  readonly eventId: unknown;
  readonly timestamp: unknown;
  readonly properties: unknown;
}

/**
 * Publishes one event per item into the log, with one result per item; one bad item never stops the others. Without an
 * event id, an event of a journey gets the key of its step, so that replays and retries publish once; elsewhere every
 * run is a new event.
 */
export async function publishEvents(
  context: IExecuteFunctions,
  wishOf: (item: number) => EventWish,
  simulate: boolean,
): Promise<INodeExecutionData[]> {
  const entry = neutraliseSettings(context);
  const items = inputItems(entry);
  const process = journeyProcess();
  const execution = process.executions.get(context.getExecutionId());
  return withStore(context.getNode(), execution, async () => {
    // Only in a journey's own execution do items belong to people.
    const arrived = inJourney(process, context)
      ? await travellers(process, context, entry, items.length)
      : null;
    const receivedAt = clock().now();
    const judged = items.map((_, item) =>
      judge(wishOf(item), receivedAt, arrived?.travellers[item]?.key ?? (simulate ? undefined : newId())),
    );
    // Whoever is held out has no effect on other journeys either.
    const suppressed = (item: number): boolean => arrived?.travellers[item]?.person.holdout === true;
    const good = judged.flatMap((verdict, item) =>
      'reason' in verdict || suppressed(item) ? [] : [verdict],
    );
    const store = simulate ? null : await process.runtime.store();
    const outcomes = store
      ? await store.append(good.map((event) => ({ ...event, source: EVENT_SOURCE, receivedAt })))
      : [];
    if (arrived) {
      await journal(
        process,
        context,
        arrived.travellers.map(({ person, key }, item) => ({
          person,
          key,
          outcome: stepOf(judged[item], suppressed(item)),
        })),
      );
      arrived.completed();
    }
    await store?.notify();
    process.runtime.poke();
    let next = 0;
    return judged.map((verdict, item) => {
      const step = stepOf(verdict, suppressed(item));
      const result = step === 'published' ? (outcomes[next++] ?? 'simulated') : step;
      return { json: resultItem(wishOf(item), verdict, result), pairedItem: { item } };
    });
  });
}

function stepOf(verdict: Verdict | undefined, suppressed: boolean): 'rejected' | 'would_have' | 'published' {
  if (!verdict || 'reason' in verdict) return 'rejected';
  return suppressed ? 'would_have' : 'published';
}

type Verdict = UserEvent | { readonly reason: string };

/** `defaultId` is the key of the person's step; outside a journey nothing says that two runs are the same, so each is an event of its own. */
function judge(wish: EventWish, receivedAt: number, defaultId: string | undefined): Verdict {
  const optional = (value: unknown): unknown => (value === '' || value === null ? undefined : value);
  const sent = {
    userId: wish.userId,
    event: wish.event,
    eventId: optional(wish.eventId) ?? defaultId,
    timestamp: optional(wish.timestamp),
    properties: wish.properties,
  };
  // Absent, not undefined: the parser sees what JSON would have.
  const plain: unknown = JSON.parse(JSON.stringify(sent));
  const parsed = parseEvents([plain], receivedAt, DEFAULT_LIMITS);
  if (isRefusal(parsed)) return { reason: parsed.message };
  const [rejected] = parsed.rejected;
  if (rejected) return { reason: `${rejected.path.replace(/^\[0\]\.?/, '')} ${rejected.reason}`.trim() };
  return parsed.events[0]?.event ?? { reason: 'holds no event' };
}

function resultItem(wish: EventWish, verdict: Verdict, outcome: string): IDataObject {
  if ('reason' in verdict) {
    return {
      eventId: null,
      userId: String(wish.userId),
      event: String(wish.event),
      outcome,
      reason: verdict.reason,
    };
  }
  return { eventId: verdict.eventId, userId: verdict.userId, event: verdict.event, outcome };
}
