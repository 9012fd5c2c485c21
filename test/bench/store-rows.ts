import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decide } from '../../journey/passes/decide';
import type { JourneyStore } from '../../journey/ports/store';
import { newId } from '../../journey/host/ids';
import { nextTurn } from '../../journey/host/timers';
import { openStore } from '../../journey/store';
import { sqliteEngine } from '../../journey/store/sqlite/engine';
import { median, short, type BenchRow } from './rows';

const SIZES = [1_000, 10_000, 100_000];
const EVENTS = 500;
const ROUNDS = 5;
const NOW = Date.UTC(2026, 0, 1);

interface Store {
  readonly store: JourneyStore;
  readonly close: () => Promise<void>;
}

async function storeWithWaits(waits: number): Promise<Store> {
  const folder = mkdtempSync(join(tmpdir(), 'journeys-bench-'));
  const engine = sqliteEngine(join(folder, 'journeys.sqlite'));
  const store = await openStore(engine, { newId, nextTurn });
  await engine.write(async (tx) => {
    for (let start = 0; start < waits; start += 1000) {
      const people = Array.from(
        { length: Math.min(1000, waits - start) },
        (_, index) => `user-${start + index}`,
      );
      await tx
        .insertInto('journey_enrollment')
        .values(people.map((user) => enrollment(user)))
        .execute();
      await tx
        .insertInto('journey_wait')
        .values(people.map((user) => wait(user)))
        .execute();
      await tx
        .insertInto('journey_wait_event')
        .values(people.map((user) => waitEvent(user)))
        .execute();
    }
  });
  const close = async (): Promise<void> => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { store, close };
}

function enrollment(user: string) {
  return {
    id: `e-${user}`,
    workflow_id: 'w',
    user_id: user,
    instance_key: '',
    entry_seq: 0,
    state: 'active' as const,
    reason: null,
    error: null,
    entered_at: NOW,
    started_at: NOW,
    ended_at: null,
    holdout: 0,
    goal_at: null,
  };
}

function wait(user: string) {
  return {
    id: `w-${user}`,
    wait_key: `k-${user}`,
    enrollment_id: `e-${user}`,
    delivery_id: `d-${user}`,
    workflow_id: 'w',
    node_id: 'n',
    user_id: user,
    state: 'open' as const,
    parked_at: NOW,
    since_at: NOW,
    deadline_at: NOW + 86_400_000,
    commit_at: NOW + 86_400_000,
    all_of: 0,
    path_hash: 'p',
    branch_id: null,
    resolved_seq: null,
    resolved_at: null,
  };
}

function waitEvent(user: string) {
  return {
    user_id: user,
    event_name: 'purchase',
    wait_id: `w-${user}`,
    branch_id: 'purchase#1',
    position: 0,
    restarts: 0,
    conditions: null,
  };
}

/** Microseconds per event for appending and routing events that end a wait (`hit`) or concern nobody who waits. */
async function costPerEvent(
  store: JourneyStore,
  name: string,
  users: (index: number) => string,
): Promise<number> {
  const events = Array.from({ length: EVENTS }, (_, index) => ({
    eventId: newId(),
    userId: users(index),
    event: name,
    timestamp: NOW + 1000,
    receivedAt: NOW + 1000,
    properties: {},
    source: 'bench',
  }));
  const start = performance.now();
  await store.append(events);
  while ((await store.route(EVENTS, decide, NOW + 1000)).events > 0);
  return ((performance.now() - start) * 1000) / EVENTS;
}

/** How the cost of an event grows with the number of people who wait: the exponent of a power law, 0 = not at all. */
export async function growth(): Promise<BenchRow[]> {
  const hits = new Map<number, number[]>();
  const misses = new Map<number, number[]>();
  const stores = new Map<number, Store>();
  for (const size of SIZES) stores.set(size, await storeWithWaits(size));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [size, { store }] of stores) {
      const stride = Math.floor(size / (EVENTS * ROUNDS)) || 1;
      const waiting = (index: number): string => `user-${((round * EVENTS + index) * stride) % size}`;
      const miss = await costPerEvent(store, 'page', (index) => `user-${(index * 7919) % size}`);
      const hit = await costPerEvent(store, 'purchase', waiting);
      misses.set(size, [...(misses.get(size) ?? []), miss]);
      hits.set(size, [...(hits.get(size) ?? []), hit]);
    }
  }
  for (const { close } of stores.values()) await close();
  return [row('growth-hit', hits, 0.12), row('growth-miss', misses, 0.05)];
}

function row(name: string, costs: ReadonlyMap<number, readonly number[]>, goal: number): BenchRow {
  const smallest = SIZES[0] ?? 1;
  const largest = SIZES.at(-1) ?? 1;
  const cost = (size: number): number => median(costs.get(size) ?? []);
  const exponent = Math.log(cost(largest) / cost(smallest)) / Math.log(largest / smallest);
  const detail = SIZES.map((size) => `${short(cost(size))} us at ${size} waits`).join(', ');
  return { name, ratio: exponent, goal, better: 'lower', detail: `${detail}; embedded store, 500 a commit` };
}
