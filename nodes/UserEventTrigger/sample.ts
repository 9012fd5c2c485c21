import { NodeOperationError, type IDataObject, type IExecuteFunctions } from 'n8n-workflow';

/**
 * The person that a test run starts with where nobody can post one: the sample of the options, completed with the first
 * event of the trigger and this time. Null for a trigger with a URL, whose test runs wait for a real post.
 * @throws NodeOperationError when the sample is not a JSON object.
 */
export function sampleEntry(context: IExecuteFunctions, timestamp: string): IDataObject | null {
  if (context.getNodeParameter('eventsFrom', 0, 'url') !== 'journeys') return null;
  const [event = ''] = String(context.getNodeParameter('events', 0, '')).split(',');
  const { sampleEvent = '{}' } = context.getNodeParameter('settings', 0, {}) as { sampleEvent?: unknown };
  const sample = typeof sampleEvent === 'string' ? parsed(context, sampleEvent) : sampleEvent;
  if (typeof sample !== 'object' || sample === null || Array.isArray(sample))
    throw refused(context, 'it is no object');
  return {
    eventId: 'sample',
    userId: 'sample-user',
    event: event.trim(),
    timestamp,
    properties: {},
    ...(sample as IDataObject),
  };
}

function parsed(context: IExecuteFunctions, text: string): unknown {
  try {
    return JSON.parse(text || '{}');
  } catch (error) {
    throw refused(context, (error as Error).message);
  }
}

function refused(context: IExecuteFunctions, why: string): NodeOperationError {
  return new NodeOperationError(
    context.getNode(),
    `Sample Event is not the JSON of an event: ${why}. Write such as {"properties": {"plan": "pro"}}`,
  );
}
