import { type INode, type INodeProperties, type INodeTypeDescription, NodeHelpers } from 'n8n-workflow';
import { propertiesFrom } from '../../../journey/host/assignments';
import { properties as metrics } from '../../../nodes/MetricsRecorder/properties';
import { properties as call } from '../../../nodes/OutboundCallTask/properties';
import { properties as publish } from '../../../nodes/PublishUserEvent/properties';
import { properties as rating } from '../../../nodes/RatingBranch/properties';
import { properties as split } from '../../../nodes/SegmentSplit/properties';
import { properties as coupon } from '../../../nodes/SendCoupon/properties';
import { properties as profile } from '../../../nodes/UserProfile/properties';
import { properties as message } from '../../../nodes/SendMessage/properties';
import { properties as trigger } from '../../../nodes/UserEventTrigger/properties';
import { properties as wait } from '../../../nodes/WaitForEvent/properties';

const NODES: [string, INodeProperties[]][] = [
  ['User Event Trigger', trigger],
  ['Wait For Event', wait],
  ['Segment Split', split],
  ['Send Coupon', coupon],
  ['Send Message', message],
  ['Outbound Call Task', call],
  ['Rating Branch', rating],
  ['Metrics Recorder', metrics],
  ['Publish User Event', publish],
  ['User Profile', profile],
];

function defaultsOf(properties: INodeProperties[]) {
  const node = { parameters: {}, typeVersion: 1 } as INode;
  return NodeHelpers.getNodeParameters(properties, {}, true, false, node, {
    properties,
  } as INodeTypeDescription);
}

test.each(NODES)('%s: n8n fills in every default', (_, properties) => {
  expect(defaultsOf(properties)).toMatchSnapshot();
});

test.each(NODES)('%s: every field an ops person sees explains itself', (_, properties) => {
  const seen = properties.filter(
    ({ type, name }) => !['notice', 'hidden', 'collection'].includes(type) && name !== 'operation',
  );
  for (const { displayName, description } of seen)
    expect([displayName, description]).not.toContain(undefined);
});

test.each([
  ['User Event Trigger', trigger],
  ['Send Message', message],
  ['Outbound Call Task', call],
])('%s leaves the body to us', (_, properties) => {
  expect(properties).toContainEqual({
    displayName: 'Options',
    name: 'options',
    type: 'hidden',
    default: { binaryData: true },
  });
  expect(defaultsOf(properties)).toMatchObject({ options: { binaryData: true } });
});

describe('propertiesFrom', () => {
  const row = (name: string, value: unknown, type: string) => ({
    id: '1',
    name,
    value: value as string,
    type,
  });

  test('types, missing names and double names', () => {
    const assignments = [
      row('amount', '5.5', 'number'),
      row('vip', 'true', 'boolean'),
      row('tags', '["a"]', 'array'),
      row('', 'x', 'string'),
      row('plan', 'old', 'string'),
      row('plan', 'pro', 'string'),
      row('none', null, 'string'),
    ];
    expect(propertiesFrom({ assignments })).toEqual({
      amount: 5.5,
      vip: true,
      tags: ['a'],
      plan: 'pro',
      none: null,
    });
    expect(propertiesFrom({})).toEqual({});
  });

  test('a value of another type names its row', () => {
    expect(() => propertiesFrom({ assignments: [row('amount', 'five', 'number')] })).toThrow(
      /amount is not a number/,
    );
  });

  test('__proto__ is a name like any other', () => {
    const made = propertiesFrom({ assignments: [row('__proto__', '{"polluted":1}', 'object')] });
    expect(Object.hasOwn(made, '__proto__')).toBe(true);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
