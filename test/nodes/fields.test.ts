/** Conditions and lengths of time, as people type them or give them by expression, in n8n's own engine. */
import type { IDataObject } from 'n8n-workflow';
import { node } from '../support/workflow';
import { arrived, DAY, errors, happens, passes, publish, stage, users } from './stage';

stage();

const bought = { values: [{ name: 'Bought', event: 'purchase' }] };
const wait = (name: string, parameters: IDataObject = {}) =>
  node(name, 'waitForEvent', { branches: bought, limitAmount: 1, ...parameters });
const stamp = (name: string, value = '') => node(name, 'test.stamp', { value });

describe('conditions', () => {
  const filter = (left: string, right: unknown) => ({
    options: { version: 2, caseSensitive: true, typeValidation: 'loose', leftValue: '' },
    combinator: 'and',
    conditions: [
      { id: '1', leftValue: left, rightValue: right, operator: { type: 'string', operation: 'equals' } },
    ],
  });

  test('compare the coming event with what the waiting person brought', async () => {
    const conditions = filter('={{ $json.properties.order }}', '={{ $json.properties.order }}');
    const branches = { values: [{ event: 'purchase', conditions }] };
    const start = await publish(
      [wait('W', { branches }), stamp('N')],
      [
        ['T', 'W'],
        ['W', 'N'],
      ],
      { peoplePerExecution: 5 },
    );
    await happens(start, ['ann'], { order: 'a1' });
    await happens('purchase', ['ann'], { order: 'a2' });
    expect(arrived('N')).toEqual([]);
    await happens('purchase', ['ann'], { order: 'a1' });
    expect(users('N')).toEqual(['ann']);
  });

  test('compare with what each brought of those who share an execution', async () => {
    const conditions = filter('={{ $json.properties.by }}', '={{ $json.userId }}');
    const branches = { values: [{ event: 'purchase', conditions }] };
    const start = await publish([wait('W', { branches })], [['T', 'W']], { peoplePerExecution: 5 });
    await happens(start, ['ann', 'bob', 'cyd']);
    await happens('purchase', ['ann', 'bob', 'cyd'], { by: 'bob' });
    expect(users('W')).toEqual(['bob']);
  });

  test.each([
    ['={{ $json.properties.plan.trim() }}', 'pro', /Type the path properties.plan instead/],
    ['properties.plan', '={{ $now }}', /Condition 1 compares with an expression/],
    ['', 'pro', /Condition 1 has no field/],
    ['plan', 'pro', /type properties.plan/],
  ])(
    'of the trigger that cannot work (%s, %s) keep the journey from being published',
    async (left, right, message) => {
      await expect(publish([], [], { conditions: filter(left, right) })).rejects.toThrow(message);
    },
  );

  test('of the trigger choose who enters', async () => {
    const start = await publish([stamp('N')], [['T', 'N']], {
      conditions: filter('={{ $json.properties.plan }}', 'pro'),
    });
    await happens(start, ['ann'], { plan: 'pro' });
    await happens(start, ['bob'], { plan: 'free' });
    expect(users('N')).toEqual(['ann']);
  });
});

describe('the instance key', () => {
  test('may be what dragging a field in writes', async () => {
    const instanceKey = '={{ $json.properties.booking }}';
    const start = await publish([stamp('N')], [['T', 'N']], { instanceKey, reEntry: 'once' });
    await happens(start, ['ann'], { booking: 'b1' });
    await happens(start, ['ann'], { booking: 'b2' });
    await happens(start, ['ann'], { booking: 'b2' });
    expect(arrived('N').map(({ journey }) => (journey as IDataObject)['instanceKey'])).toEqual(['b1', 'b2']);
  });

  test.each([
    ['={{ $json.properties.booking.trim() }}', /Type the path properties.booking instead/],
    ['={{ $json.booking }}', /type properties.booking/],
  ])('%s keeps the journey from being published', async (instanceKey, message) => {
    await expect(publish([], [], { instanceKey })).rejects.toThrow(message);
  });
});

describe('a wait that would end everybody is not published', () => {
  test.each<[IDataObject, RegExp]>([
    [{ branches: { values: [{ event: '' }] } }, /branch 1 is empty/],
    [{ countedFrom: 'step', step: 'N' }, /Step is "N".*Type one of: T, First$/],
    [{ countedFrom: 'step', step: '' }, /Step is ""/],
  ])('%j', async (parameters, message) => {
    const nodes = [wait('First'), stamp('N'), wait('W', parameters)];
    const path = [
      ['T', 'First'],
      ['First', 'N'],
      ['N', 'W'],
    ] as const;
    await expect(publish(nodes, path)).rejects.toThrow(message);
  });
});

describe('how long to wait', () => {
  test.each<[IDataObject, RegExp]>([
    [{ limitAmount: '={{ $json.none }}' }, /Wait at Most is (undefined|null)/],
    [{ limitAmount: '={{ "soon" }}' }, /Wait at Most is soon/],
    [{ limitAmount: '={{ -1 }}' }, /Wait at Most is -1/],
    [{ limitAmount: '={{ 1e9 }}' }, /from 0 to 100 years/],
    [{ limitAmount: "={{ $('Nope').item.json.x }}" }, /Referenced node doesn't exist/],
    [{ limitUnit: '={{ "fortnights" }}' }, /Use one of minutes, hours, days, weeks/],
    [{ settings: { lookBack: 'duration', lookBackAmount: '={{ "x" }}' } }, /Look Back Amount is x/],
  ])('%j is an error of the journey that is not tried again', async (parameters, message) => {
    const start = await publish([wait('W', parameters)], [['T', 'W']]);
    await happens(start, ['ann']);
    await passes(DAY);
    expect(errors()).toEqual([expect.stringMatching(message)]);
  });

  test('may differ from person to person, and be a number in words', async () => {
    const parameters = { limitAmount: '={{ $json.userId === "ann" ? "1" : 3 }}' };
    const start = await publish([wait('W', parameters)], [['T', 'W']], { peoplePerExecution: 5 });
    await happens(start, ['ann', 'bob']);
    await passes(DAY);
    expect(users('W', 1)).toEqual(['ann']);
    await passes(2 * DAY);
    expect(users('W', 1)).toEqual(['ann', 'bob']);
  });

  test('goes by the date each brought of those who share an execution', async () => {
    const parameters = { until: 'field', dateField: 'userId', direction: 'after', shiftAmount: 0 };
    const start = await publish([wait('W', parameters)], [['T', 'W']], { peoplePerExecution: 5 });
    await happens(start, ['2190-01-01', '2000-01-01', '2190-01-02']);
    await passes(1);
    expect(users('W', 1)).toEqual(['2000-01-01']);
  });

  test('the time scale of the trigger divides it', async () => {
    const start = await publish([wait('W')], [['T', 'W']], { settings: { timeScale: 1440 } });
    await happens(start, ['ann']);
    await passes(DAY / 1440 - 1);
    expect(users('W', 1)).toEqual([]);
    await passes(1);
    expect(users('W', 1)).toEqual(['ann']);
  });
});
