import { newId } from '../../../journey/host/ids';
import { decide } from '../../../journey/passes/decide';
import type { JourneyStore } from '../../../journey/ports/store';
import { inTurns, median, processorMs, ROUNDS, short, type BenchRow, type Family } from '../rows';
import { eventOf } from './events';
import { AWAITED, storeWithWaits, userAt, type Waiting } from './waits';

const SIZES = [1_000, 10_000, 100_000, 1_000_000];
/** So few that in the smallest store too every event of every round meets somebody who still waits. */
const EVENTS = 200;

type Kind = 'hit' | 'miss';

/** Microseconds per event of each round, by kind and number of waits. */
type Costs = Record<string, number[]>;

/** How the cost of an event grows with the number of people who wait: the exponent of a power law, 0 = not at all. */
export const growth: Family = {
  names: ['growth'],
  async measure() {
    const stores: Waiting[] = [];
    for (const size of SIZES) stores.push(await storeWithWaits(size));
    const processor: Costs = {};
    const side =
      (kind: Kind, { store, waits }: Waiting) =>
      async (round: number): Promise<number> => {
        const user = kind === 'hit' ? eachOnce(waits, round) : anybody(waits, round);
        const cost = await costPerEvent(store, kind === 'hit' ? AWAITED : 'page', user);
        (processor[`${kind} ${waits}`] ??= []).push(cost.processor);
        return cost.elapsed;
      };
    const elapsed = await inTurns(
      Object.fromEntries(
        stores.flatMap((one) =>
          (['miss', 'hit'] as const).map((kind) => [`${kind} ${one.waits}`, side(kind, one)]),
        ),
      ),
    );
    for (const { close } of stores) await close();
    return [row('hit', elapsed, processor, 0.12), row('miss', elapsed, processor, 0.05)];
  },
};

/** People who wait, picked all over the store; an event that they do not wait for may meet anybody again. */
function anybody(waits: number, round: number): (index: number) => string {
  return (index) => userAt(((round * EVENTS + index) * 7919) % waits);
}

/** People who wait, each once over all rounds. */
function eachOnce(waits: number, round: number): (index: number) => string {
  const stride = Math.floor(waits / (EVENTS * ROUNDS));
  return (index) => userAt((round * EVENTS + index) * stride);
}

/** Microseconds per event for appending and routing events that end a wait (`hit`) or concern nobody who waits. */
async function costPerEvent(
  store: JourneyStore,
  name: string,
  user: (index: number) => string,
): Promise<{ readonly elapsed: number; readonly processor: number }> {
  const events = Array.from({ length: EVENTS }, (_, index) => eventOf(user(index), name, newId()));
  const [start, used] = [performance.now(), processorMs()];
  await store.append(events);
  while ((await store.route(EVENTS, decide, events[0]?.receivedAt ?? 0)).events > 0);
  const microseconds = (ms: number): number => (ms * 1000) / EVENTS;
  return {
    elapsed: microseconds(performance.now() - start),
    processor: microseconds(processorMs() - used),
  };
}

function row(kind: Kind, elapsed: Costs, processor: Costs, goal: number): BenchRow {
  const costs = (of: Costs): number[] => SIZES.map((size) => median(of[`${kind} ${size}`] ?? []));
  const exponent = (of: Costs): number =>
    slope(costs(of).map((cost, index) => [Math.log(SIZES[index] ?? 1), Math.log(cost)]));
  const listed = (of: Costs): string => costs(of).map(short).join(', ');
  return {
    name: `growth-${kind}`,
    ratio: exponent(elapsed),
    goal,
    better: 'lower',
    detail:
      `${listed(elapsed)} us an event at ${SIZES.join(', ')} waits; by processor time ${listed(processor)} us, ` +
      `exponent ${short(exponent(processor))}; embedded store, ${EVENTS} events a commit`,
  };
}

/** The slope of the straight line that fits best. */
function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (axis: 0 | 1): number => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const along = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  return along / points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
}
