import { newId } from '../../../journey/host/ids';
import { decide } from '../../../journey/passes/decide';
import type { JourneyStore } from '../../../journey/ports/store';
import { inTurns, median, ROUNDS, short, type BenchRow, type Family } from '../rows';
import { eventOf } from './events';
import { AWAITED, storeWithWaits, userAt, type Waiting } from './waits';

const SIZES = [1_000, 10_000, 100_000, 1_000_000];
const EVENTS = 500;

/** How the cost of an event grows with the number of people who wait: the exponent of a power law, 0 = not at all. */
export const growth: Family = {
  names: ['growth'],
  async measure() {
    const stores: Waiting[] = [];
    for (const size of SIZES) stores.push(await storeWithWaits(size));
    const sides = Object.fromEntries(
      stores.flatMap(({ store, waits }) => [
        [`miss ${waits}`, (round: number) => costPerEvent(store, 'page', somebody(waits, round))],
        [`hit ${waits}`, (round: number) => costPerEvent(store, AWAITED, somebodyElse(waits, round))],
      ]),
    );
    const costs = await inTurns(sides);
    for (const { close } of stores) await close();
    return [row('hit', costs, 0.12), row('miss', costs, 0.05)];
  },
};

/** People who wait, picked all over the store; an event that they do not wait for may meet anybody again. */
function somebody(waits: number, round: number): (index: number) => string {
  return (index) => userAt(((round * EVENTS + index) * 7919) % waits);
}

/** People who wait, each once over all rounds where there are enough of them. */
function somebodyElse(waits: number, round: number): (index: number) => string {
  const stride = Math.floor(waits / (EVENTS * ROUNDS)) || 1;
  return (index) => userAt(((round * EVENTS + index) * stride) % waits);
}

/** Microseconds per event for appending and routing events that end a wait (`hit`) or concern nobody who waits. */
async function costPerEvent(
  store: JourneyStore,
  name: string,
  user: (index: number) => string,
): Promise<number> {
  const events = Array.from({ length: EVENTS }, (_, index) => eventOf(user(index), name, newId()));
  const start = performance.now();
  await store.append(events);
  while ((await store.route(EVENTS, decide, events[0]?.receivedAt ?? 0)).events > 0);
  return ((performance.now() - start) * 1000) / EVENTS;
}

function row(kind: 'hit' | 'miss', costs: Readonly<Record<string, number[]>>, goal: number): BenchRow {
  const points = SIZES.map((size) => ({ size, cost: median(costs[`${kind} ${size}`] ?? []) }));
  const detail = points.map(({ size, cost }) => `${short(cost)} us at ${size}`).join(', ');
  return {
    name: `growth-${kind}`,
    ratio: slope(points.map(({ size, cost }) => [Math.log(size), Math.log(cost)])),
    goal,
    better: 'lower',
    detail: `${detail} waits; embedded store, ${EVENTS} events a commit`,
  };
}

/** The slope of the straight line that fits best. */
function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (axis: 0 | 1): number => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const along = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  return along / points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
}
