import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { isRefusal } from '../domain/intake/outcome';
import { DEFAULT_LIMITS } from '../domain/intake/limits';
import { parseEvents } from '../domain/intake/parse';
import type { UserEvent } from '../domain/user-event';
import type { Standing } from '../ports/store';
import { clock } from './clock';
import { inputItems, neutraliseSettings } from './continuation';
import { withStore } from './errors';
import { Fault, orFault, warnOfFaults } from './faults';
import { newId } from './ids';
import { journal } from './journal';
import { arrivals } from './people';
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
 * run is a new event. People who have left the journey publish nothing, and their items end here.
 * @throws NodeOperationError when items of a journey belong to nobody.
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
    const arrived = await arrivals(process, context, entry, items.length);
    const people = arrived?.travellers ?? [];
    const receivedAt = clock().now();
    const wishes = items.map((_, item) => orFault(() => wishOf(item)));
    const judged = wishes.map((wish, item) =>
      judge(wish, receivedAt, people[item]?.key ?? (simulate ? undefined : newId())),
    );
    const store = simulate ? null : await process.runtime.store();
    // Last of all, so that whoever leaves meanwhile is still seen to.
    const standings = (await store?.standings(people.map(({ person }) => person))) ?? [];
    const steps = judged.map((verdict, item) =>
      stepOf(verdict, standings[item] ?? 'current', people[item]?.person.holdout === true),
    );
    const good = judged.filter((verdict, item) => steps[item] === 'published' && !(verdict instanceof Fault));
    const outcomes =
      (await store?.append(
        good.map((event) => ({ ...(event as UserEvent), source: EVENT_SOURCE, receivedAt })),
      )) ?? [];
    await journal(
      process,
      context,
      people.map(({ person, key }, item) => ({ person, key, outcome: steps[item] ?? 'exited' })),
    );
    arrived?.completed();
    await store?.notify();
    process.runtime.poke();
    warnOfFaults(context, 'published', faultsOf(judged, steps));
    let next = 0;
    return judged.flatMap((verdict, item) => {
      const step = steps[item] ?? 'exited';
      if (step === 'exited' || step === 'stale_attempt') return [];
      const result = step === 'published' ? (outcomes[next++] ?? 'simulated') : step;
      return [{ json: resultItem(wishes[item], verdict, result), pairedItem: { item } }];
    });
  });
}

type Step = 'published' | 'rejected' | 'would_have' | Exclude<Standing, 'current'>;

/** Whoever is held out has no effect on other journeys either. */
function stepOf(verdict: Verdict, standing: Standing, heldOut: boolean): Step {
  if (standing !== 'current') return standing;
  if (verdict instanceof Fault) return 'rejected';
  return heldOut ? 'would_have' : 'published';
}

function faultsOf(judged: readonly Verdict[], steps: readonly Step[]): { item: number; reason: string }[] {
  return judged.flatMap((verdict, item) =>
    verdict instanceof Fault && steps[item] === 'rejected' ? [{ item, reason: verdict.reason }] : [],
  );
}

type Verdict = UserEvent | Fault;

/** `defaultId` is the key of the person's step; outside a journey nothing says that two runs are the same, so each is an event of its own. */
function judge(wish: EventWish | Fault, receivedAt: number, defaultId: string | undefined): Verdict {
  if (wish instanceof Fault) return wish;
  if (wish.properties instanceof Fault) return wish.properties;
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
  if (isRefusal(parsed)) return new Fault(parsed.message);
  const [rejected] = parsed.rejected;
  if (rejected)
    return new Fault(`${rejected.path.replace(/^(events)?\[0\]\.?/, '')} ${rejected.reason}`.trim());
  return parsed.events[0]?.event ?? new Fault('holds no event');
}

function resultItem(wish: EventWish | Fault | undefined, verdict: Verdict, outcome: string): IDataObject {
  if (!(verdict instanceof Fault)) {
    return { eventId: verdict.eventId, userId: verdict.userId, event: verdict.event, outcome };
  }
  const known = wish && !(wish instanceof Fault) ? wish : null;
  return {
    eventId: null,
    userId: known ? String(known.userId) : null,
    event: known ? String(known.event) : null,
    outcome,
    reason: verdict.reason,
  };
}
