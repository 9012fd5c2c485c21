import { HeapProbe } from '../../host/heap';
import type { N8n } from '../../host/n8n';
import { waitFor } from '../../host/wait';
import { example } from '../../support/examples';
import { inTurns, median, ROUNDS, short, type BenchRow, type Family } from '../rows';
import { bytesOf, filesOf, total, underWay } from './sizes';
import { ENGINE, journey, native, onN8n } from './stage';
import { enterAndWait } from './waits';

const OURS = 100_000;
const NATIVE = 3_000;
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
        // Whatever the first people load stays for all others.
        await enterAndWait(n8n, 'bench-journey', 1000, EVENT);
        await parkNative(n8n, 50);
        const people = { ours: OURS / ROUNDS, native: NATIVE / ROUNDS };
        const before = sizes(n8n);
        let last = await heap.used();
        const grown = async (count: number): Promise<number> => {
          await waitFor('every execution to end or wait', () => underWay(n8n) === 0, { timeoutMs: 600_000 });
          const used = await heap.used();
          const each = (used - last) / count;
          last = used;
          return each;
        };
        const memory = await inTurns({
          ours: async () => {
            await enterAndWait(n8n, 'bench-journey', people.ours, EVENT);
            return grown(people.ours);
          },
          native: async () => {
            await parkNative(n8n, people.native);
            return grown(people.native);
          },
        });
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

function memoryRow({ ours, native: theirs }: Record<'ours' | 'native', number[]>): BenchRow {
  return {
    name: 'memory',
    ratio: median(ours) / median(theirs),
    goal: 0.01,
    better: 'lower',
    detail: `${short(median(ours))} B of heap for each of ${OURS} people who wait (rounds ${ours.map(short).join(', ')}), ${short(median(theirs))} B for each of ${NATIVE} waiting executions of n8n, after garbage collection; ${ENGINE}`,
  };
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
  const native = (after.native - before.native) / NATIVE;
  const row = (name: string, part: 'matching' | 'ours', goal: number, what: string): BenchRow => {
    const each = (after[part] - before[part]) / OURS;
    return {
      name,
      ratio: each / native,
      goal,
      better: 'lower',
      detail: `${short(each)} B ${what} for each of ${OURS} people, ${short(native)} B for each of ${NATIVE} executions that n8n parked; first scenario's event and first wait, indexes included, SQLite`,
    };
  };
  return [
    row('disk-matching', 'matching', 0.08, 'to match'),
    row('disk-total', 'ours', 1, 'in all tables (log, passage, delivery, wait, journal)'),
  ];
}
