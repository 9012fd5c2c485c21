/** Coupons in n8n's own engine: one per person and plan, never somebody else's. */
import type { IDataObject } from 'n8n-workflow';
import { node } from '../support/workflow';
import { items, openStore } from './harness';
import { arrived, canvas, DAY, ended, errors, happens, passes, publish, stage, users } from './stage';

stage();

const stamp = (name: string, value = '') => node(name, 'test.stamp', { value });
// A person has one code per plan in all journeys, so each test has plans of its own.
const coupon = (plan: string, name = 'C') => node(name, 'sendCoupon', { plan });
const coupons = () =>
  arrived('C').map(({ coupon: issued }) => {
    const { outcome, code } = issued as IDataObject;
    return [outcome, code];
  });

describe('coupons', () => {
  test('a loop finds the same code again', async () => {
    const start = await publish(
      [coupon('loop'), node('L', 'test.loop', { times: 2 }), stamp('N')],
      [
        ['T', 'C'],
        ['C', 'L'],
        ['L', 'C'],
        ['L', 'N', 1],
      ],
    );
    await happens(start, ['ann']);
    const runs = ended()[0]?.run.data.resultData.runData['C'] ?? [];
    const found = runs.map(({ data }) => data?.['main']?.[0]?.[0]?.json['coupon'] as IDataObject);
    expect(found.map(({ outcome }) => outcome)).toEqual(['issued', 'already_issued', 'already_issued']);
    expect(new Set(found.map(({ code }) => code)).size).toBe(1);
    expect(errors()).toEqual([]);
  });

  test('each plan has its own code; a second passage finds them again, another instance does not', async () => {
    const start = await publish(
      [coupon('a'), coupon('b', 'D')],
      [
        ['T', 'C'],
        ['C', 'D'],
      ],
      {
        reEntry: 'always',
        instanceKey: 'properties.booking',
      },
    );
    for (const booking of ['b1', 'b1', 'b2']) {
      await passes(1000);
      await happens(start, ['ann'], { booking });
    }
    const codes = ['C', 'D'].map((name) =>
      arrived(name).map(({ coupon }) => (coupon as IDataObject)['code']),
    );
    expect(codes.map((each) => each.length)).toEqual([3, 3]);
    for (const [first, again, other] of codes)
      expect([first === again, first === other]).toEqual([true, false]);
    expect(new Set(codes.flat()).size).toBe(4);
  });

  test('a store that fails once ends the execution, and the next attempt issues', async () => {
    const start = await publish([coupon('retry')], [['T', 'C']]);
    const store = await openStore();
    jest.spyOn(store, 'issueCoupons').mockRejectedValueOnce(new Error('disk full'));
    await happens(start, ['ann']);
    expect([errors(), coupons()]).toEqual([['The journey store did not answer: disk full'], []]);
    await passes(DAY / 2);
    expect([ended().length, coupons().map(([outcome]) => outcome)]).toEqual([2, ['issued']]);
  });

  test('a plan that is empty is an error of the journey, not of the store, and is not tried again', async () => {
    const start = await publish([coupon('={{ $json.none ?? "" }}')], [['T', 'C']]);
    await happens(start, ['ann']);
    await passes(DAY);
    expect(errors()).toEqual(['The plan is empty. Type a name, for example first-purchase-1']);
  });

  test('items of nobody get none, and the error says what to do', async () => {
    await publish([coupon('nobody')], [['T', 'C']]);
    const run = await canvas().production('C', [{ userId: 'ann' }]);
    const error = run.data.resultData.error;
    expect([error?.message, items(run, 'C')]).toEqual(['Item 0 belongs to no journey', []]);
    expect((error as { description?: string } | undefined)?.description).toMatch(/User Event Trigger/);
  });
});

describe('a later node that fails', () => {
  test('keeps what has been done, and nothing is done again', async () => {
    const start = await publish(
      [coupon('kept'), node('F', 'test.fail')],
      [
        ['T', 'C'],
        ['C', 'F'],
      ],
    );
    await happens(start, ['ann']);
    await passes(DAY);
    expect([ended().length, errors(), coupons().length]).toEqual([1, ['a later node failed'], 1]);
  });
});

describe('sharing an execution', () => {
  const shared = { peoplePerExecution: 5 };

  test('is refused when the journey is published, where a later node reads one for all', async () => {
    const reads = publish([stamp('N', "={{ $('T').first().json.userId }}")], [['T', 'N']], shared);
    await expect(reads).rejects.toThrow('the node "N" uses .first(');
  });

  test('items that cannot be told apart are an error; then everybody goes alone and gets their own', async () => {
    const start = await publish(
      [node('B', 'test.blend'), coupon('apart')],
      [
        ['T', 'B'],
        ['B', 'C'],
      ],
      shared,
    );
    const issued = jest.spyOn(await openStore(), 'issueCoupons');
    await happens(start, ['ann', 'bob']);
    await passes(DAY);
    expect(errors()).toEqual([expect.stringMatching(/cannot be told whose item 0 is: B does not say/)]);
    expect(
      ended()
        .slice(1)
        .map(({ run }) => items(run, 'C').length),
    ).toEqual([1, 1]);
    const asked = issued.mock.calls.map(([requests]) => requests.map(({ person }) => person.userId)[0]);
    expect(asked).toEqual(arrived('C').map(({ userId }) => userId));
    expect(users('C')).toEqual(['ann', 'bob']);
  });

  test('alone, a person is known without a trace', async () => {
    const start = await publish(
      [node('B', 'test.blend'), coupon('alone')],
      [
        ['T', 'B'],
        ['B', 'C'],
      ],
    );
    await happens(start, ['ann', 'bob']);
    expect([errors(), coupons().length]).toEqual([[], 2]);
  });
});
