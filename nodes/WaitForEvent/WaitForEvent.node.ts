import {
  NodeConnectionTypes,
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
  type ITriggerFunctions,
  type ITriggerResponse,
} from 'n8n-workflow';
import { listenForContinuations, waitingNode } from '../../journey';
import { outputs } from './outputs';
import { properties } from './properties';
import { awaitedOf, waitOutputs } from './canvas';
import { refuseUnfit } from './published';
import { testRunOf } from './test-run';
import { wishesOf } from './wish-of-all';

/** Lets each person wait until an event of theirs happens, or the time is up. */
// A tool has no outputs to branch by, and "not a tool" can only be said by leaving the property out.
// eslint-disable-next-line @n8n/community-nodes/node-usable-as-tool
export class WaitForEvent implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Wait For Event',
    name: 'waitForEvent',
    icon: { light: 'file:../../icons/waitForEvent.svg', dark: 'file:../../icons/waitForEvent.dark.svg' },
    group: ['transform'],
    version: 1,
    subtitle:
      '={{ $parameter["waitForever"] ? "without limit" : $parameter["until"] === "date" ? "until " + $parameter["date"] : $parameter["until"] === "field" ? $parameter["shiftAmount"] + " " + $parameter["shiftUnit"] + " " + $parameter["direction"] + " " + $parameter["dateField"] : "at most " + $parameter["limitAmount"] + " " + $parameter["limitUnit"] }}',
    description: 'Each person waits here until one of several user events happens or the time is up',
    defaults: { name: 'Wait For Event' },
    inputs: [NodeConnectionTypes.Main],
    outputs,
    properties,
  };

  async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
    if (this.getMode() !== 'manual') refuseUnfit(this);
    return listenForContinuations(this);
  }

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    return waitingNode(this, () => ({
      outputs: waitOutputs(this),
      ...awaitedOf(this),
      wish: wishesOf(this),
      testRun: (item, person) => testRunOf(this, item, person),
    }));
  }
}
