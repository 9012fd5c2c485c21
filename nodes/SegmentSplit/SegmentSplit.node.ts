import {
  NodeConnectionTypes,
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
} from 'n8n-workflow';
import { splitPeople } from '../../journey';
import { armsOf } from './arms';
import { outputs } from './outputs';
import { properties } from './properties';
import { segmentsOf } from './segments';

/** Sends each person out of one output, by what is known of them or by a fixed chance. */
// A tool has no outputs to branch by, and "not a tool" can only be said by leaving the property out.
// eslint-disable-next-line @n8n/community-nodes/node-usable-as-tool
export class SegmentSplit implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Segment Split',
    name: 'segmentSplit',
    icon: { light: 'file:../../icons/segmentSplit.svg', dark: 'file:../../icons/segmentSplit.dark.svg' },
    group: ['transform'],
    version: 1,
    subtitle: '={{ $parameter["splitBy"] === "percent" ? "by percentage" : "by conditions" }}',
    description:
      'Sends each person one of several ways: by what is known of them, or by chance and always the same way',
    defaults: { name: 'Segment Split' },
    inputs: [NodeConnectionTypes.Main],
    outputs,
    properties,
  };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    return splitPeople(this, () =>
      this.getNodeParameter('splitBy', 0, 'conditions') === 'percent' ? armsOf(this) : segmentsOf(this),
    );
  }
}
