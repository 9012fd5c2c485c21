import { HeapProbe } from '../../host/heap';
import type { N8n } from '../../host/n8n';
import { waitFor } from '../../host/wait';
import { example } from '../../support/examples';
import { ROUNDS, short, type BenchRow, type Family } from '../rows';
import { bytesOf, filesOf, total, underWay } from './sizes';
import { ENGINE, journey, native, onN8n } from './stage';
import { enterAndWait } from './waits';

/** How many come in each round. */
const OURS = 20_000;
const NATIVE = 600;
const AT_ONCE = 5;

/** The first scenario's event, as a shop sends it. */
const EVENT = {
  event: 'user.registered',
  properties: { channel: 'wechat', city: 'Shanghai', campaign: 'spring', device: 'phone' },
};

/** The branches of the first scenario's first wait: a purchase in the app or in WeChat, three conditions each. */
function firstBranches(): readonly object[] {
  const wait = example('first-purchase').nodes.find(({ name }) => name === 'Buys Within 24 Hours?');
  const { branches } = (wait?.parameters ?? {}) as { branches?: { values: object[] } };
  if (!branches) throw new Error('the first-purchase example has no wait "Buys Within 24 Hours?"');
  return branches.values;
}

const WORKFLOWS = [
  journey({ path: 'bench-journey', entry: EVENT.event, awaited: firstBranches(), together: 500 }),
  native('bench-native'),
];

/** What somebody who waits costs: memory of the process, and bytes on disk. */
export const parked: Family = {
  names: ['memory', 'disk'],
  async measure() {
    const heap = new HeapProbe();
    return onN8n(
      WORKFLOWS,
      async (n8n) => {
        const grownBy = async (count: number, act: () => Promise<unknown>): Promise<number[]> => {
          const used: number[] = [];
          // Whatever the first round loads stays for all others.
          for (let round = 0; round <= ROUNDS; round += 1) {
            await act();
            await waitFor('every execution to end or wait', () => underWay(n8n) === 0, {
              timeoutMs: 600_000,
            });
            used.push(await heap.used());
          }
          return used.slice(1).map((after, round) => (after - (used[round] ?? 0)) / count);
        };
        const before = sizes(n8n);
        // Not in turns: what the one side keeps for its next execution is given back during the other's, and would be counted for nothing.
        const memory = {
          ours: await grownBy(OURS, () => enterAndWait(n8n, 'bench-journey', OURS, EVENT)),
          native: await grownBy(NATIVE, () => parkNative(n8n, NATIVE)),
        };
        return [memoryRow(memory), ...diskRows(before, sizes(n8n))];
      },
      { heap },
    );
  },
};

async function parkNative(n8n: N8n, people: number): Promise<void> {
  let parked = 0;
  while (parked < people) {
    const calls = Array.from({ length: Math.min(AT_ONCE, people - parked) }, (_, index) =>
      n8n.postWebhook('bench-native', { userId: `person-${parked + index}`, ...EVENT }),
    );
    for (const { status } of await Promise.all(calls)) {
      if (status === 200) parked += 1;
      // Too busy to ask its own database: n8n has started nothing.
      else if (status !== 503) throw new Error(`n8n's webhook answered ${status}`);
    }
  }
}

/** What is taken in one round and given back in the next counts for nobody, so it is the mean that tells. */
function memoryRow(rounds: Record<'ours' | 'native', number[]>): BenchRow {
  const [ours, theirs] = [mean(rounds.ours), mean(rounds.native)];
  const side = (each: number, of: readonly number[]): string =>
    `${short(each)} B of heap (rounds ${of.map(short).join(', ')})`;
  return {
    name: 'memory',
    // Where n8n's own executions leave nothing on the heap either, there is nothing to be a fraction of.
    ratio: theirs > 0 ? Math.max(ours, 0) / theirs : Infinity,
    goal: 0.01,
    better: 'lower',
    detail: `${side(ours, rounds.ours)} for each of ${OURS * ROUNDS} people who wait, ${side(theirs, rounds.native)} for each of ${NATIVE * ROUNDS} waiting executions of n8n, after garbage collection; ${ENGINE}`,
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

interface Sizes {
  /** What the router matches, all that is kept of people who wait, and n8n's executions, in bytes. */
  readonly matching: number;
  readonly ours: number;
  readonly native: number;
}

function sizes(n8n: N8n): Sizes {
  const files = filesOf(n8n.userFolder);
  const ours = bytesOf(files.ours, (name) => name.startsWith('journey_'));
  return {
    matching: ours.get('journey_wait_event') ?? 0,
    ours: total(ours),
    native: total(bytesOf(files.native, (name) => name.startsWith('execution_'))),
  };
}

function diskRows(before: Sizes, after: Sizes): BenchRow[] {
  // n8n keeps an execution for every 500 people of ours too; that is counted against n8n's own, where it is lost in the noise.
  const native = (after.native - before.native) / (NATIVE * (ROUNDS + 1));
  const row = (name: string, part: 'matching' | 'ours', goal: number, what: string): BenchRow => {
    const each = (after[part] - before[part]) / (OURS * (ROUNDS + 1));
    return {
      name,
      ratio: each / native,
      goal,
      better: 'lower',
      detail: `${short(each)} B ${what} for each of ${OURS * (ROUNDS + 1)} people, ${short(native)} B for each of ${NATIVE * (ROUNDS + 1)} executions that n8n parked; first scenario's event and first wait, indexes included, SQLite`,
    };
  };
  return [
    row('disk-matching', 'matching', 0.08, 'to match'),
    row('disk-total', 'ours', 1, 'in all tables (log, passage, delivery, wait, journal)'),
  ];
}
