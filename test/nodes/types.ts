/** The node types that workflows of these tests may use: ours as built, and a few that stand for n8n's own. */
import path from 'node:path';
import { PackageDirectoryLoader } from 'n8n-core';
import {
  NodeHelpers,
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
  type INodeTypes,
} from 'n8n-workflow';
import { properties as splitProperties } from '../../nodes/SegmentSplit/properties';

/** Where the package's package.json is. */
export const root = path.join(__dirname, '..', '..');

const description = (name: string, properties: INodeTypeDescription['properties']): INodeTypeDescription => ({
  displayName: name,
  name,
  group: ['transform'],
  version: 1,
  description: name,
  defaults: { name },
  inputs: ['main'],
  outputs: ['main'],
  properties,
});

/** Puts the value of an expression into a field of each item. */
const stamp: INodeType = {
  description: description('stamp', [
    { displayName: 'Field', name: 'field', type: 'string', default: 'stamp' },
    { displayName: 'Value', name: 'value', type: 'string', default: '' },
  ]),
  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    const stamped = this.getInputData().map(({ json }, item) => {
      const field = this.getNodeParameter('field', item) as string;
      return {
        json: { ...json, [field]: this.getNodeParameter('value', item) as string },
        pairedItem: { item },
      };
    });
    return [stamped];
  },
};

/** Goes out of the first output while the field `rounds` is shorter than `times`, then out of the second. */
const loop: INodeType = {
  description: {
    ...description('loop', [{ displayName: 'Times', name: 'times', type: 'number', default: 2 }]),
    outputs: ['main', 'main'],
  },
  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    const outputs: INodeExecutionData[][] = [[], []];
    this.getInputData().forEach(({ json }, item) => {
      const rounds = `${String(json['rounds'] ?? '')}x`;
      const again = rounds.length <= Number(this.getNodeParameter('times', item));
      outputs[again ? 0 : 1]?.push({ json: { ...json, rounds }, pairedItem: { item } });
    });
    return outputs;
  },
};

/** Fails with a message. */
const fail: INodeType = {
  description: description('fail', []),
  execute: () => Promise.reject(new Error('a later node failed')),
};

/** Hands its items on without saying which came from which. */
const blend: INodeType = {
  description: description('blend', []),
  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    return [this.getInputData().map(({ json }) => ({ json, pairedItem: [] }))];
  },
};

/** Puts out only the items of some people. Like n8n's Filter it also returns the others, as an output that it does not have. */
const keep: INodeType = {
  description: description('keep', [{ displayName: 'Users', name: 'users', type: 'string', default: '' }]),
  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    const users = String(this.getNodeParameter('users', 0)).split(' ');
    const kept = this.getInputData().map(({ json }, item) => ({ json, pairedItem: { item } }));
    const passes = ({ json }: INodeExecutionData) => users.includes(String(json['userId']));
    return [kept.filter(passes), kept.filter((item) => !passes(item))];
  },
};

/** Makes one item of all, and does not say of which. */
const total: INodeType = {
  description: description('total', []),
  execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    return Promise.resolve([[{ json: { total: this.getInputData().length } }]]);
  },
};

/** Splits by the conditions of Segment Split as n8n's own Switch does: every condition is resolved anew for every item. */
const resolving: INodeType = {
  description: { ...description('resolving', splitProperties), outputs: ['main', 'main', 'main', 'main'] },
  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    const outputs: INodeExecutionData[][] = [[], [], [], []];
    this.getInputData().forEach((input, item) => {
      const met = [0, 1, 2].find((place) =>
        this.getNodeParameter(`segments.values[${place}].conditions`, item, false, { extractValue: true }),
      );
      outputs[met ?? 3]?.push(input);
    });
    return outputs;
  },
};

const OTHERS: Readonly<Record<string, INodeType>> = {
  'test.stamp': stamp,
  'test.loop': loop,
  'test.fail': fail,
  'test.blend': blend,
  'test.keep': keep,
  'test.total': total,
  'test.resolving': resolving,
  // Only their types are looked at.
  'test.executeWorkflowTrigger': stamp,
  'test.errorTrigger': stamp,
  'test.chatTrigger': stamp,
};

let loaded: Promise<PackageDirectoryLoader> | undefined;

/** Our package, loaded by n8n from what the build made. */
export function loadPackage(): Promise<PackageDirectoryLoader> {
  const load = async () => {
    const loader = new PackageDirectoryLoader(root);
    await loader.loadAll();
    return loader;
  };
  return (loaded ??= load());
}

/** The registry that n8n's engine asks for types. */
export async function nodeTypes(): Promise<INodeTypes> {
  const loader = await loadPackage();
  const find = (type: string, version?: number): INodeType =>
    OTHERS[type] ??
    NodeHelpers.getVersionedNodeType(loader.getNode(type.split('.').at(-1) ?? '').type, version);
  return { getByName: (type) => find(type), getByNameAndVersion: find, getKnownTypes: () => ({}) };
}
