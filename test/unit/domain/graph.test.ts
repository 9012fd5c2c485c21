import {
  downstream,
  forks,
  journeyOrder,
  mergeAcross,
  unsafeToShare,
  versionSource,
  type GraphNode,
  type WorkflowGraph,
} from '../../../journey/domain/graph';

/** A graph from lines such as `A:1 > B:0`: output 1 of A leads to input 0 of B; both 0 when left out. */
function graph(
  lines: readonly string[],
  nodes: Readonly<Record<string, Partial<GraphNode>>> = {},
): WorkflowGraph {
  const connections: Record<string, { main: { node: string; index: number }[][] }> = {};
  const names = new Set(Object.keys(nodes));
  for (const line of lines) {
    const [from = '', output = '0', to = '', input = '0'] =
      /^(\w+)(?::(\d))? > (\w+)(?::(\d))?$/.exec(line)?.slice(1) ?? [];
    const main = (connections[from] ??= { main: [] }).main;
    while (main.length <= Number(output)) main.push([]);
    main[Number(output)]?.push({ node: to, index: Number(input) });
    names.add(from).add(to);
  }
  const named = [...names].map((name): [string, GraphNode] => [
    name,
    { id: `id-${name}`, name, type: 'p.set', ...nodes[name] },
  ]);
  return { nodes: Object.fromEntries(named), connections };
}

describe('downstream', () => {
  const loop = graph(['T > A', 'A > Wait', 'Wait > B', 'Wait:1 > A', 'Other > B']);
  test.each([
    ['T', ['T', 'A', 'Wait', 'B']],
    ['Wait', ['Wait', 'B', 'A']],
    ['B', ['B']],
    ['Nowhere', ['Nowhere']],
  ])('of %s, loops included', (start, expected) =>
    expect(downstream(loop, start)).toEqual(new Set(expected)),
  );

  test('only people are followed, and outputs without a connection are none', () => {
    const connections = {
      A: { ai_tool: [[{ node: 'Tool', index: 0 }]], main: [null, [{ node: 'B', index: 0 }]] },
    };
    expect(downstream({ nodes: {}, connections }, 'A')).toEqual(new Set(['A', 'B']));
  });
});

describe('the order people come by', () => {
  test.each([
    ['both branches before what follows them', ['A > B', 'A:1 > C', 'B > D', 'C > D'], ['A', 'B', 'C', 'D']],
    ['whatever the order of the canvas', ['C > D', 'B > C', 'A > B'], ['A', 'B', 'C', 'D']],
    ['a loop back', ['A > B', 'B > C', 'C > B', 'C:1 > D'], ['A', 'B', 'C', 'D']],
    ['loops that nothing leads to, last', ['X > Y', 'Y > X', 'A > B'], ['A', 'B', 'X', 'Y']],
  ])('%s', (_, lines, expected) => {
    expect(journeyOrder(graph(lines))).toEqual(expected);
  });

  test('nodes that are not there any more are not in it', () => {
    const { nodes, connections } = graph(['A > Gone', 'Gone > B']);
    const { Gone: _, ...left } = nodes;
    expect(journeyOrder({ nodes: left, connections })).toEqual(['A', 'B']);
  });
});

describe('a merge after a wait', () => {
  test.each<[string, string[]]>([
    ['no merge', ['T > Wait', 'Wait > A', 'Wait:1 > A']],
    ['both outputs of the wait', ['T > Wait', 'Wait > M:0', 'Wait:1 > M:1']],
    ['both outputs, through other nodes', ['T > Wait', 'Wait > A', 'A > M:0', 'Wait:1 > B', 'B > M:1']],
    ['a fork after the wait', ['T > Wait', 'Wait > A', 'Wait > B', 'A > M:0', 'B > M:1']],
    ['two waits in a row', ['T > Wait', 'Wait > M:0', 'Wait:1 > W2', 'W2 > M:1']],
    ['a merge before the wait', ['T > A', 'T > B', 'A > M:0', 'B > M:1', 'M > Wait', 'Wait > C']],
    ['people who skip it', ['T > If', 'If > Wait', 'If:1 > M:0', 'Wait > M:0', 'Wait:1 > M:1']],
    ['two ways into one input', ['T > Wait', 'T > A', 'Wait > C', 'A > C']],
    ['a merge that the wait does not reach', ['T > Wait', 'T > A', 'T > B', 'A > M:0', 'B > M:1']],
  ])('%s: allowed', (_, lines) => expect(mergeAcross(graph(lines), 'Wait')).toBeNull());

  test.each<[string, string[], string, string]>([
    ['a fork before it', ['T > Wait', 'T > A', 'Wait > M:0', 'A > M:1'], 'M', 'A'],
    ['a branch that never waits', ['T > If', 'If > Wait', 'If:1 > A', 'Wait > M:0', 'A > M:1'], 'M', 'A'],
    ['two waits before one merge', ['T > Wait', 'T > W2', 'Wait > M:0', 'W2 > M:1'], 'M', 'W2'],
    ['far behind it', ['T > Wait', 'Wait > A', 'A > B', 'B > M:1', 'T > C', 'C > M:0'], 'M', 'C'],
    ['behind a loop', ['T > A', 'A > Wait', 'Wait:1 > A', 'Wait > M:0', 'T > M:1'], 'M', 'T'],
    ['the first wait of two in a row', ['T > W0', 'W0 > Wait', 'Wait > M:0', 'W0:1 > M:1'], 'M', 'W0'],
    ['the third input', ['T > Wait', 'Wait > M:0', 'Wait:1 > M:1', 'T > M:2'], 'M', 'T'],
  ])('%s: refused', (_, lines, merge, other) => {
    expect(mergeAcross(graph(lines), 'Wait')).toEqual({ merge, other });
  });

  test('of two waits before one merge each is refused', () => {
    const both = graph(['T > Wait', 'T > W2', 'Wait > M:0', 'W2 > M:1']);
    expect(mergeAcross(both, 'W2')).toEqual({ merge: 'M', other: 'Wait' });
  });
});

describe('forks', () => {
  const forked = graph(['T > A', 'T > B', 'A > Wait', 'B > C', 'B:1 > D']);
  test.each([
    [[{ name: 'T', output: 0 }], true],
    [[{ name: 'A', output: 0 }], false],
    [[{ name: 'B', output: 1 }], false],
    [[{ name: 'gone', output: 0 }], false],
    [[{ name: 'A', output: 7 }], false],
    [
      [
        { name: 'T', output: 0 },
        { name: 'A', output: 0 },
      ],
      true,
    ],
    [[], false],
  ])('%j: %s', (path, expected) => expect(forks(forked, path)).toBe(expected));
});

describe('several people in one execution', () => {
  const lines = ['T > A', 'A > Wait', 'Wait > B', 'Wait:1 > A'];
  const unsafe = (node: Partial<GraphNode>, name = 'B', start = 'T') =>
    unsafeToShare(graph(lines, { [name]: node }), start, ({ type }) => type === 'p.ours');

  test.each([
    ["={{ $('T').first().json.x }}", '.first('],
    ["={{ $('T').last().json.x }}", '.last('],
    ["={{ $('T').all().length }}", '.all('],
    ['={{ $node["T"].json.x }}', '$node['],
    ['={{ $node.T.json.x }}', '$node.'],
    ['={{ $items("T")[0].json.x }}', '$items('],
    ['return $input.all()', '$input.'],
  ])('%s: unsafe', (text, found) => {
    expect(unsafe({ parameters: { deep: [{ text }] } })).toEqual({ node: 'B', because: `uses ${found}` });
  });

  test.each([
    "={{ $('T').item.json.x }}",
    '={{ $json.first }}',
    '={{ $json.nodes[0] }}',
    'the last (of all)',
  ])('%s: safe', (text) => expect(unsafe({ parameters: { text } })).toBeNull());

  test('Execute Once, except on nodes that handle people one by one', () => {
    expect(unsafe({ executeOnce: true })).toEqual({ node: 'B', because: 'has Execute Once switched on' });
    expect(unsafe({ executeOnce: true, type: 'p.ours' })).toBeNull();
  });

  test('only what still lies ahead counts, and not what is disabled', () => {
    const text = '={{ $input.all() }}';
    expect(unsafe({ parameters: { text }, disabled: true })).toBeNull();
    expect(unsafe({ executeOnce: true }, 'T', 'Wait')).toBeNull();
    expect(unsafe({ executeOnce: true }, 'A', 'Wait')?.node).toBe('A');
  });
});

describe('the version', () => {
  const nodes = { A: { parameters: { text: 'x' } }, B: {} };
  const version = (given: typeof nodes & Record<string, object>, lines = ['A > B'], settings: unknown = {}) =>
    JSON.stringify(versionSource({ ...graph(lines, given), settings }));
  const before = version(nodes);

  test('is the same when nodes are moved about, on the canvas or in the file', () => {
    expect(version({ A: { ...nodes.A, position: [9, 9] }, B: { position: [1, 1] } } as never)).toBe(before);
    expect(version({ B: nodes.B, A: nodes.A })).toBe(before);
  });

  test.each([
    ['a parameter', version({ ...nodes, A: { parameters: { text: 'y' } } })],
    ['a name', version({ ...nodes, A: { ...nodes.A, name: 'C' } as never })],
    ['disabling', version({ ...nodes, B: { disabled: true } })],
    ['Execute Once', version({ ...nodes, B: { executeOnce: true } })],
    ['a connection', version(nodes, ['A:1 > B'])],
    ['a setting', version(nodes, ['A > B'], { timezone: 'Asia/Shanghai' })],
  ])('changes with %s', (_, after) => expect(after).not.toBe(before));
});
