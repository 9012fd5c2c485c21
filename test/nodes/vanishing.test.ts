/** People whose items vanish on the way, in n8n's own engine. */
import type { Connection } from '../support/workflow';
import { node } from '../support/workflow';
import { openStore } from './harness';
import { arrived, canvas, happens, publish, stage, users } from './stage';

stage();

const keep = (kept: string) => node('Keep', 'test.keep', { users: kept });
const stamp = (name: string) => node(name, 'test.stamp');
const wait = node('W', 'waitForEvent', { branches: {}, limitAmount: 1 });
const blend = node('Blend', 'test.blend');

/** How often somebody was dropped, by node, as the report says it. */
async function dropped(): Promise<Record<string, number>> {
  const { id = '', nodes } = canvas().workflow;
  const names = new Map(Object.values(nodes).map((one) => [one.id, one.name]));
  const rows = await (await openStore()).report({ workflowId: id, range: 'entry', from: null, to: null });
  const counts = rows.map(
    ({ nodeId, outcomes }) => [names.get(nodeId) ?? nodeId, outcomes['dropped'] ?? 0] as const,
  );
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

test.each([1, 5])(
  'they are counted where nothing was put out for them, %d to an execution',
  async (peoplePerExecution) => {
    const start = await publish(
      [stamp('A'), keep('bob'), stamp('B')],
      [
        ['T', 'A'],
        ['A', 'Keep'],
        ['Keep', 'B'],
      ],
      { peoplePerExecution },
    );
    await happens(start, ['ann', 'bob', 'cat']);
    expect([users('B'), await dropped()]).toEqual([['bob'], { Keep: 2 }]);
    const { id = '' } = canvas().workflow;
    const [first] = await (
      await openStore()
    ).report({ workflowId: id, range: 'entry', from: null, to: null });
    expect(first).toMatchObject({ entered: 3, left: { completed: 3 } });
  },
);

test.each<[string, readonly Connection[]]>([
  [
    'came to an end on another way',
    [
      ['T', 'Keep'],
      ['Keep', 'B'],
      ['T', 'A'],
    ],
  ],
  ['left by an output that leads nowhere', [['T', 'A']]],
  ['vanished at the last node', [['T', 'Keep']]],
  [
    'wait in another branch',
    [
      ['T', 'Keep'],
      ['Keep', 'B'],
      ['T', 'W'],
    ],
  ],
  [
    'wait',
    [
      ['T', 'W'],
      ['W', 'B'],
    ],
  ],
])('who %s is not dropped', async (_, connections) => {
  for (const peoplePerExecution of [1, 5]) {
    const start = await publish([stamp('A'), keep('nobody'), stamp('B'), wait], connections, {
      peoplePerExecution,
    });
    await happens(start, ['ann', 'bob']);
    expect(await dropped()).toEqual({});
    await canvas().close();
  }
});

test('one item of all is no more that of the first than of the others', async () => {
  const ways: Connection[] = [
    ['T', 'Total'],
    ['Total', 'B'],
  ];
  const start = await publish([node('Total', 'test.total'), stamp('B')], ways, { peoplePerExecution: 5 });
  await happens(start, ['ann', 'bob', 'cat']);
  expect([arrived('B').length, await dropped()]).toEqual([1, {}]);
});

test('where nobody knows whose items are whose, nobody is counted', async () => {
  const ways: Connection[] = [
    ['T', 'Blend'],
    ['Blend', 'Keep'],
    ['Keep', 'B'],
  ];
  const start = await publish([blend, keep('bob'), stamp('B')], ways, { peoplePerExecution: 5 });
  await happens(start, ['ann', 'bob']);
  expect([users('B'), await dropped()]).toEqual([['bob'], {}]);
});
