import type { WorkflowJson } from '../../host/n8n';
import { node, workflow, type CanvasNode } from '../../support/workflow';

/** How a journey under test differs from the others. */
interface JourneyOptions {
  readonly name: string;
  /** The event that people enter with. */
  readonly entry: string;
  readonly path: string;
  readonly peoplePerExecution: number;
  /** Where its outside calls go. */
  readonly shop: string;
}

/**
 * Registered -> greet -> wait for a purchase, a day at most. Who buys is looked up and thanked with a coupon, which is
 * told and announced; whoever does not gets another coupon, which is told too. Each outside call is a place to be cut off.
 */
export function journey({ name, entry, path, peoplePerExecution, shop }: JourneyOptions): WorkflowJson {
  const person = "{{ $('Registered').item.json.userId }}";
  const call = (title: string, step: string, query = ''): CanvasNode =>
    node(
      title,
      'n8n-nodes-base.httpRequest',
      { url: `=${shop}/${step}/${person}${query}`, options: {} },
      { typeVersion: 4.2 },
    );
  const coupon = (title: string, plan: string): CanvasNode =>
    node(title, 'sendCoupon', {
      plan,
      offers: { values: [{ channel: 'app', value: 500, currency: 'CNY' }] },
    });
  return workflow(
    name,
    [
      node('Registered', 'userEventTrigger', { events: entry, path, peoplePerExecution }),
      call('Greet', 'greet'),
      node('Purchase Or A Day', 'waitForEvent', {
        branches: { values: [{ name: 'Bought', event: 'purchase' }] },
        limitAmount: 1,
        limitUnit: 'days',
      }),
      call('Look Up', 'lookup'),
      coupon('Thank', 'thanks'),
      call('Tell', 'tell', '?code={{ $json.coupon.code }}'),
      node('Announce', 'publishUserEvent', {
        userId: `=${person}`,
        event: 'customer.won',
      }),
      coupon('Win Back', 'comeback'),
      call('Tell Too', 'tell', '?code={{ $json.coupon.code }}'),
    ],
    [
      ['Registered', 'Greet'],
      ['Greet', 'Purchase Or A Day'],
      ['Purchase Or A Day', 'Look Up', 0],
      ['Look Up', 'Thank'],
      ['Thank', 'Tell'],
      ['Tell', 'Announce'],
      ['Purchase Or A Day', 'Win Back', 1],
      ['Win Back', 'Tell Too'],
    ],
  );
}
