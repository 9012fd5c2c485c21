import type { WorkflowJson } from '../host/n8n';
import { equals } from '../support/lab';
import { node, workflow, type CanvasNode } from '../support/workflow';

/** What chaos changes when it publishes again: neither touches anybody who waits. */
export interface Edition {
  readonly number: number;
}

/** A place where executions are in flight for a while. */
const call = (name: string, service: string): CanvasNode =>
  node(name, 'n8n-nodes-base.httpRequest', { url: service, options: {} }, { typeVersion: 4.2 });

const bought = (name: string, platform: string): object => {
  const conditions = equals('properties.platform', platform) as { conditions: object[] };
  const paid = {
    id: 'paid',
    leftValue: 'properties.refunded',
    rightValue: 'no',
    operator: { type: 'string', operation: 'equals' },
  };
  return { name, event: 'buy', conditions: { ...conditions, conditions: [...conditions.conditions, paid] } };
};

const wait = (name: string, hours: number): CanvasNode =>
  node(name, 'waitForEvent', {
    branches: { values: [bought('App', 'app'), bought('WeChat', 'wechat')] },
    limitAmount: hours,
    limitUnit: 'hours',
    countedFrom: 'entry',
  });

const coupon = (name: string, plan: string): CanvasNode =>
  node(name, 'sendCoupon', { plan, offers: { values: [{ channel: 'app', value: 500, currency: 'CNY' }] } });

/** Starts -> a day for a purchase -> C1 -> two more days -> C2; who buys in WeChat gets A3, who leaves is out at once. */
export function journey(
  name: string,
  start: string,
  peoplePerExecution: number,
  service: string,
  { number }: Edition,
): WorkflowJson {
  return workflow(
    name,
    [
      node('Started', 'userEventTrigger', {
        eventsFrom: 'journeys',
        events: start,
        peoplePerExecution,
        exits: { values: [{ event: 'leave' }] },
      }),
      wait('First Day', 24),
      call('Before Reminder', service),
      coupon('Reminder', 'C1'),
      wait('Two More Days', 72),
      call(`Before Last (${number})`, service),
      coupon('Last', 'C2'),
      coupon('Thanks', 'A3'),
      call('After Thanks', service),
    ],
    [
      ['Started', 'First Day'],
      ['First Day', 'Thanks', 1],
      ['First Day', 'Before Reminder', 2],
      ['Before Reminder', 'Reminder'],
      ['Reminder', 'Two More Days'],
      ['Two More Days', 'Thanks', 1],
      ['Two More Days', `Before Last (${number})`, 2],
      [`Before Last (${number})`, 'Last'],
      ['Thanks', 'After Thanks'],
    ],
  );
}
