import path from 'node:path';
import { build } from 'esbuild';
import { type INodeParameters, type INodeTypeDescription, NodeHelpers, Workflow } from 'n8n-workflow';
import { branchIds } from '../../../nodes/WaitForEvent/branches';
import { properties } from '../../../nodes/WaitForEvent/properties';

const FOLDER = path.join(__dirname, '../../../nodes/WaitForEvent');
let expression: string;

/** The expression as it is shipped: translated by esbuild, not by the tests' own compiler. */
beforeAll(async () => {
  const entryPoints = [path.join(FOLDER, 'outputs.ts')];
  const built = await build({ entryPoints, write: false, format: 'cjs', target: 'node22', platform: 'node' });
  const shipped: { exports: { outputs?: string } } = { exports: {} };
  new Function('module', 'exports', built.outputFiles[0]!.text)(shipped, shipped.exports);
  expression = shipped.exports.outputs!;
});

function outputsOf(parameters: INodeParameters): unknown {
  const description = {
    name: 'wait',
    version: 1,
    defaults: {},
    inputs: ['main'],
    outputs: expression,
    properties,
  } as unknown as INodeTypeDescription;
  const node = {
    id: '1',
    name: 'Wait',
    type: 'wait',
    typeVersion: 1,
    position: [0, 0] as [number, number],
    parameters,
  };
  const nodeTypes = {
    getByName: () => ({ description }),
    getByNameAndVersion: () => ({ description }),
    getKnownTypes: () => ({}),
  };
  const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
  return NodeHelpers.getNodeOutputs(workflow, workflow.getNode('Wait')!, description);
}

const main = (displayName: string) => ({ type: 'main', displayName });

describe('the outputs, as n8n evaluates them', () => {
  test('a new node: one branch, then Timed Out', () => {
    expect(outputsOf({})).toEqual([main('Branch 1'), main('Timed Out')]);
  });

  test('names, else event names, in order', () => {
    const values = [
      { name: 'Bought', event: 'purchase' },
      { name: '', event: 'refund' },
    ];
    expect(outputsOf({ branches: { values } })).toEqual([main('Bought'), main('refund'), main('Timed Out')]);
  });

  test('an expression is not shown: it says something else for everybody', () => {
    const values = [{ name: '={{ $json.name }}', event: 'purchase' }, { event: '={{ $json.event }}' }];
    expect(outputsOf({ branches: { values } })).toEqual([
      ...[main('purchase'), main('Branch 2'), main('Timed Out')],
    ]);
  });

  test('no Timed Out without a limit', () => {
    const branches = { values: [{ name: 'Bought', event: 'purchase' }] };
    expect(outputsOf({ branches, waitForever: true })).toEqual([main('Bought')]);
  });

  test('Skipped where people may come too late', () => {
    const field = { branches: {}, until: 'field' };
    expect(outputsOf(field)).toEqual([main('Timed Out'), main('Skipped')]);
    expect(outputsOf({ ...field, direction: 'after' })).toEqual([main('Timed Out')]);
    expect(outputsOf({ ...field, settings: { past: 'goNow' } })).toEqual([main('Timed Out')]);
    expect(outputsOf({ branches: {}, settings: { past: 'skip' } })).toHaveLength(2);
    expect(outputsOf({ ...field, waitForever: true })).toEqual([]);
  });

  test('one output for all events together', () => {
    const values = [{ name: 'Bought', event: 'purchase' }, { event: 'refund' }];
    const all = { branches: { values }, settings: { continueWhen: 'all' } };
    expect(outputsOf(all)).toEqual([main('All Happened'), main('Timed Out')]);
    expect(outputsOf({ ...all, waitForever: true })).toEqual([main('All Happened')]);
    expect(outputsOf({ ...all, settings: { ...all.settings, past: 'skip' } })).toHaveLength(3);
    expect(outputsOf({ ...all, branches: {} })).toEqual([main('Timed Out')]);
    expect(outputsOf({ ...all, settings: { continueWhen: 'first' } })).toHaveLength(3);
  });

  test('a wait for time only', () => {
    expect(outputsOf({ branches: {} })).toEqual([main('Timed Out')]);
  });
});

describe('branchIds', () => {
  const ids = (...events: string[]) => branchIds(events.map((event) => ({ event })));

  test('survive reordering among branches of other events', () => {
    expect(ids('purchase', 'refund')).toEqual(['purchase#1', 'refund#1']);
    expect(ids('refund', 'purchase')).toEqual(['refund#1', 'purchase#1']);
    expect(ids('purchase', 'refund', 'purchase')).toEqual(['purchase#1', 'refund#1', 'purchase#2']);
  });

  test('take a given id, and stay different when it is given twice', () => {
    expect(
      branchIds([
        { id: 'a', event: 'x' },
        { id: '', event: 'x' },
      ]),
    ).toEqual(['a', 'x#1']);
    expect(new Set(branchIds(Array(5).fill({ id: 'a', event: 'x' }))).size).toBe(5);
    expect(new Set(branchIds([{ event: 'x' }, { id: 'x#1', event: 'y' }, { event: 'x' }])).size).toBe(3);
  });
});
