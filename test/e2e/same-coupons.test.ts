import { LIGHT_EXPRESSIONS } from '../host/settings';
import { DAY, equals, journey, Lab, people, wait, type SentEvent } from '../support/lab';
import { node } from '../support/workflow';

jest.setTimeout(300_000);

const SECOND = 1_000;
const AT_ONCE = 8;
/** What somebody does after having started, in turns, and the plan of the coupon that follows. */
const DEEDS = [
  { event: 'bought', properties: { country: 'CN' }, plan: 'thanks' },
  { event: 'bought', properties: { country: 'DE' }, plan: 'missed' },
  { event: 'cancelled', properties: {}, plan: 'return' },
  { event: 'looked', properties: {}, plan: 'missed' },
];
/** 60 people who start and do one more thing: 120 events. */
const PEOPLE = 60;

const deedOf = (index: number) => DEEDS[index % DEEDS.length] ?? { event: '', properties: {}, plan: '' };

describe('120 events', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await Lab.open({ env: LIGHT_EXPRESSIONS });
  });
  afterAll(() => lab?.close());

  const couponJourney = (key: string, peoplePerExecution: number) =>
    journey(
      key,
      [
        wait('Wait', [
          { name: 'Bought', event: 'bought', conditions: equals('properties.country', 'CN') },
          { name: 'Cancelled', event: 'cancelled' },
        ]),
        ...['thanks', 'return', 'missed'].map((plan) => node(plan, 'sendCoupon', { plan })),
      ],
      [
        ['Entered', 'Wait'],
        ['Wait', 'thanks', 0],
        ['Wait', 'return', 1],
        ['Wait', 'missed', 2],
      ],
      { peoplePerExecution },
    );

  /** Everybody starts, then everybody does one thing; each event says when it happened. */
  const eventsOf = (key: string, users: readonly string[]): (SentEvent & { timestamp: string })[] => {
    const at = lab.clock.now();
    return [
      ...users.map((userId) => ({
        userId,
        event: `${key}.start`,
        timestamp: new Date(at - 2 * SECOND).toISOString(),
      })),
      ...users.map((userId, index) => ({
        userId,
        event: deedOf(index).event,
        properties: deedOf(index).properties,
        timestamp: new Date(at - SECOND).toISOString(),
      })),
    ];
  };

  const post = async (events: readonly SentEvent[]) => {
    const { status, data } = await lab.n8n.postWebhook('in', { events });
    expect([status, data]).toMatchObject([202, { accepted: events.length }]);
  };

  it('give the same coupons as one batch and as single posts, at 1 and at 200 people per execution', async () => {
    const cohorts = [
      { key: 'batch1', peoplePerExecution: 1, together: true },
      { key: 'single1', peoplePerExecution: 1, together: false },
      { key: 'batch200', peoplePerExecution: 200, together: true },
      { key: 'single200', peoplePerExecution: 200, together: false },
    ];
    await lab.publishAll(
      cohorts.map(({ key, peoplePerExecution }) => couponJourney(key, peoplePerExecution)),
    );
    await lab.clock.move(lab.clock.now() + 10 * SECOND);
    for (const { key, together } of cohorts) {
      const events = eventsOf(key, people(key, PEOPLE));
      expect(events).toHaveLength(120);
      if (together) await post(events);
      else
        for (let first = 0; first < events.length; first += AT_ONCE)
          await Promise.all(events.slice(first, first + AT_ONCE).map((event) => post([event])));
      await lab.settled();
    }
    await lab.advance(DAY);

    // People do share executions, or do not.
    const sharing = (key: string) =>
      lab.store.rows<{ people: number; executions: number }>(
        `select count(*) as people, count(distinct execution_id) as executions from journey_delivery
          where kind = 'entry' and user_id like ?`,
        `${key}-%`,
      )[0];
    expect(sharing('batch1')).toEqual({ people: PEOPLE, executions: PEOPLE });
    expect(sharing('batch200')?.executions).toBeLessThan(5);

    const issued = lab.store.rows<{ user_id: string; plan_id: string; code: string }>(
      'select user_id, plan_id, code from journey_coupon_issue',
    );
    for (const { key } of cohorts) {
      const plans = people(key, PEOPLE).map((user) =>
        issued.filter(({ user_id }) => user_id === user).map(({ plan_id }) => plan_id),
      );
      expect([key, plans]).toEqual([key, plans.map((_, index) => [deedOf(index).plan])]);
    }
    expect(issued).toHaveLength(cohorts.length * PEOPLE);
    expect(new Set(issued.map(({ code }) => code)).size).toBe(issued.length);
  });
});
