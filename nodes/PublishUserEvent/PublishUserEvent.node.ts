import {
  NodeConnectionTypes,
  NodeOperationError,
  type AssignmentCollectionValue,
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
} from 'n8n-workflow';
import { orFault, propertiesFrom, publishEvents, type EventWish } from '../../journey';

import { properties } from './properties';

/** Publishes user events from a workflow, as if a source had sent them. */
export class PublishUserEvent implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Publish User Event',
    name: 'publishUserEvent',
    icon: {
      light: 'file:../../icons/publishUserEvent.svg',
      dark: 'file:../../icons/publishUserEvent.dark.svg',
    },
    group: ['output'],
    version: 1,
    subtitle: '={{ $parameter["event"] }}',
    description: 'Publishes a user event for each item: journeys start with it or stop waiting because of it',
    defaults: { name: 'Publish User Event' },
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    usableAsTool: true,
    properties,
  };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    const settings = this.getNodeParameter('settings', 0, {}) as { reallyInTestRuns?: boolean };
    const simulate = this.getMode() === 'manual' && settings.reallyInTestRuns !== true;
    return [await publishEvents(this, (item) => wishOf(this, item), simulate)];
  }
}

function wishOf(context: IExecuteFunctions, item: number): EventWish {
  const settings = context.getNodeParameter('settings', item, {}) as { eventId?: string; timestamp?: string };
  return {
    userId: context.getNodeParameter('userId', item, ''),
    event: context.getNodeParameter('event', item, ''),
    eventId: settings.eventId ?? '',
    timestamp: settings.timestamp ?? '',
    // Apart, so that a row of the wrong type still says whose event is rejected.
    properties: orFault(() => propertiesOf(context, item)),
  };
}

function propertiesOf(context: IExecuteFunctions, item: number): Record<string, unknown> {
  const rows = context.getNodeParameter('properties', item, {}) as Partial<AssignmentCollectionValue>;
  try {
    return propertiesFrom(rows);
  } catch (error) {
    throw new NodeOperationError(context.getNode(), error as Error, { itemIndex: item });
  }
}
