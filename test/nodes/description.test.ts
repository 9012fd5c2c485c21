/** What holds of every node's description, as n8n has loaded it. */
import { tidyUp } from './harness';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type {
  INodeProperties,
  INodePropertyCollection,
  INodePropertyOptions,
  INodeTypeDescription,
} from 'n8n-workflow';
import manifest from '../../package.json';
import { loadPackage, root } from './types';

const NODES = [
  'UserEventTrigger',
  'WaitForEvent',
  'SegmentSplit',
  'SendCoupon',
  'SendMessage',
  'RatingBranch',
  'MetricsRecorder',
  'PublishUserEvent',
  'UserProfile',
];

async function described(name: string): Promise<INodeTypeDescription> {
  const loader = await loadPackage();
  const type = name.charAt(0).toLowerCase() + name.slice(1);
  return loader.getNode(type).type.description as INodeTypeDescription;
}

const beside = (name: string, file: string) => path.join(root, 'dist', 'nodes', name, file);
const json = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));

/** A group of parameters that one form shows, with the path to it. */
type Group = readonly [at: string, properties: readonly INodeProperties[]];

/** The parameters of a node and, below collections, of each of its groups. */
function groups(properties: readonly INodeProperties[], at = 'node'): Group[] {
  const below = properties.flatMap(({ name, options = [] }) => {
    const place = `${at}.${name}`;
    const nested = options.filter(
      (option): option is INodeProperties => 'displayName' in option && 'type' in option,
    );
    const fixed = options.filter((option): option is INodePropertyCollection => 'values' in option);
    return [
      ...(nested.length > 0 ? groups(nested, place) : []),
      ...fixed.flatMap((option) => groups(option.values, `${place}.${option.name}`)),
    ];
  });
  return [[at, properties], ...below];
}

const faults = {
  dotted: ([at, list]: Group) =>
    list.filter(({ name }) => !/^[a-z][A-Za-z]*$/.test(name)).map(({ name }) => `${at}.${name}`),
  withoutDefault: ([at, list]: Group) =>
    list
      .filter((property) => !('default' in property) || property.default === undefined)
      .map(({ name }) => `${at}.${name}`),
  /** The same name twice is allowed only where n8n never shows both. */
  doubled: ([at, list]: Group) => {
    const seen = list.map(({ name, displayOptions }) => JSON.stringify([name, displayOptions ?? null]));
    const always = list.filter(({ displayOptions }) => !displayOptions).map(({ name }) => name);
    const names = list.map(({ name }) => name);
    const twice = names.filter(
      (name) => always.includes(name) && names.indexOf(name) !== names.lastIndexOf(name),
    );
    return [...new Set([...twice, ...seen.filter((one, index) => seen.indexOf(one) !== index)])].map(
      (one) => `${at}: ${one}`,
    );
  },
  wrongDefault: ([at, list]: Group) =>
    list
      .filter(({ type, options = [], default: value }) => {
        return (
          type === 'options' && !(options as INodePropertyOptions[]).some((option) => option.value === value)
        );
      })
      .map(({ name }) => `${at}.${name}`),
  /** A condition on a field that is not in the form would hide the parameter for ever. */
  hiddenForEver: ([at, list]: Group, top: readonly INodeProperties[] = list) =>
    list.flatMap(({ name, displayOptions }) =>
      Object.keys(displayOptions?.show ?? {})
        .filter(
          (other) => ![...list.map((one) => one.name), ...top.map((one) => `/${one.name}`)].includes(other),
        )
        .map((other) => `${at}.${name} needs ${other}`),
    ),
};

test('the checks find what they look for', () => {
  const property = (name: string, given: object = {}) =>
    ({ displayName: name, name, type: 'string', default: '', ...given }) as INodeProperties;
  const bad: Group = [
    'node',
    [
      property('a.b'),
      property('c'),
      property('c', { displayOptions: { show: { a: [1] } } }),
      property('d', { type: 'options', options: [{ name: 'X', value: 'x' }] }),
      property('e', { default: undefined }),
    ],
  ];
  expect(Object.values(faults).map((find) => find(bad).length)).toEqual([1, 1, 1, 1, 1]);
});

test('package.json registers each node, and n8n has loaded no other', async () => {
  expect((await loadPackage()).types.nodes.map(({ name }) => name).sort()).toEqual(
    NODES.map((name) => name.charAt(0).toLowerCase() + name.slice(1)).sort(),
  );
  expect(manifest.n8n.nodes).toHaveLength(NODES.length);
});

describe.each(NODES)('%s', (name) => {
  test('is version 1, with a subtitle and a sentence', async () => {
    const { version, subtitle, description, defaults, displayName } = await described(name);
    expect([version, defaults.name]).toEqual([1, displayName]);
    expect(subtitle).toMatch(/^=\{\{.*\}\}$/s);
    expect(description.length).toBeGreaterThan(20);
  });

  test('has a light and a dark icon', async () => {
    const { iconUrl } = await described(name);
    const { light, dark } = Object(iconUrl) as { light: string; dark: string };
    expect(light).not.toBe(dark);
    for (const url of [light, dark]) {
      const file = url.replace(`icons/${manifest.name}/`, '');
      expect([file, existsSync(path.join(root, file))]).toEqual([file, true]);
      expect(readFileSync(path.join(root, file), 'utf8')).toMatch(/^<svg[\s>]/);
    }
  });

  test('has a codex with categories and other names', async () => {
    const codex = (await described(name)).codex;
    expect(codex?.categories?.length).toBeGreaterThan(0);
    expect(codex?.alias?.length).toBeGreaterThan(3);
    const { node } = json(beside(name, `${name}.node.json`)) as { node: string };
    expect(node).toBe(`${manifest.name}.${(await described(name)).name}`);
  });

  test('has a schema of its output', () => {
    const schema = json(beside(name, '__schema__/v1.0.0.json')) as { type: string; properties: object };
    expect(schema.type).toBe('object');
    expect(Object.keys(schema.properties).length).toBeGreaterThan(3);
  });

  test.each(Object.entries(faults))('no parameter is %s', async (_, find) => {
    const { properties } = await described(name);
    expect(groups(properties).flatMap((group) => find(group, properties))).toEqual([]);
  });
});

test('only nodes that make sense for an agent are tools', async () => {
  const tools = await Promise.all(
    NODES.map(async (name) => [name, (await described(name)).usableAsTool ?? false]),
  );
  expect(tools).toEqual([
    ['UserEventTrigger', false],
    ['WaitForEvent', false],
    ['SegmentSplit', false],
    ['SendCoupon', true],
    ['SendMessage', true],
    ['RatingBranch', false],
    ['MetricsRecorder', true],
    ['PublishUserEvent', true],
    ['UserProfile', true],
  ]);
});

afterAll(tidyUp);
