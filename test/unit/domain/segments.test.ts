import type { FilterValue } from 'n8n-workflow';
import { firstSegment, operandsOf, segment, type Operand } from '../../../journey/domain/segments';
import { condition, filter } from '../kit';

const none = (): never => {
  throw new Error('Nothing is to be evaluated');
};
const of = (...conditions: Parameters<typeof filter>[0]) => segment('s', 'S', filter(conditions));
const leftOf = (left: string): Operand | undefined => operandsOf([of(condition(left, 'equals', 'x'))])[0];
const path = (root: string, ...keys: string[]) => ({ kind: 'path', root, keys });

describe('the left side', () => {
  test.each([
    ['={{ $json.a.b }}', path('item', 'a', 'b')],
    ['={{$json.a?.b}}', path('item', 'a', 'b')],
    ['={{ $json["my field"][0].x }}', path('item', 'my field', '0', 'x')],
    ["={{ $json['a'] }}", path('item', 'a')],
    ['$json.a.b', path('item', 'a', 'b')],
    ['properties.my-field', path('item', 'properties', 'my-field')],
    ['profile', path('item', 'profile')],
    ['profile.city', path('profile', 'city')],
    ['={{ profile.score }}', path('profile', 'score')],
    ['event.properties.amount', path('event', 'properties', 'amount')],
    ['journey.instanceKey', path('journey', 'instanceKey')],
    ['journey.holdout', path('journey', 'holdout')],
    ['constructor.name', path('item', 'constructor', 'name')],
  ])('%s is compiled', (left, operand) => expect(leftOf(left)).toEqual(operand));

  test.each([
    '={{ $json.a + $json.b }}',
    '={{ $json.a-b }}',
    '={{ $json.name.toLowerCase() }}',
    '={{ $json.tags.length }}',
    "={{ $('T').item.json.a }}",
    '={{ $json.a }}{{ $json.b }}',
    '=x {{ $json.a }}',
    '={{ $now }}',
  ])('%s is left to n8n', (left) => expect(leftOf(left)).toEqual({ kind: 'expression', text: left }));

  test.each([
    ['', /no field/],
    ['a b', /is no path/],
    ['{{ $json.a }}', /is no path/],
    ['event.amount', /type event\.properties\.amount/],
    ['={{ event.amount }}', /type event\.properties\.amount/],
    ['journey.name', /journey\.enrollmentId, journey\.instanceKey/],
  ])('"%s" is refused', (left, message) => expect(() => leftOf(left)).toThrow(message));

  test('a segment without a condition is refused', () => {
    expect(() => of()).toThrow(/has no condition/);
    expect(() => segment('s', 'S', {} as FilterValue)).toThrow(/has no condition/);
  });
});

describe('the first segment', () => {
  const pro = segment('pro', 'Pro', filter([condition('plan', 'equals', 'pro')]));
  const local = segment('local', 'Local', filter([condition('profile.city', 'equals', 'Wien')]));

  test.each([
    [{ item: { plan: 'pro' }, profile: { city: 'Wien' } }, 'pro'],
    [{ item: { plan: 'free' }, profile: { city: 'Wien' } }, 'local'],
    [{ item: {}, profile: {} }, undefined],
    [{ item: {} }, undefined],
  ])('of %j is %s', (facts, id) => expect(firstSegment([pro, local], facts, none).segment?.id).toBe(id));

  test('all conditions or any, and only as many as are needed', () => {
    const both = [condition('a', 'equals', '1'), condition('={{ $now }}', 'equals', '1')];
    const and = of(...both);
    const or = segment('s', 'S', { ...filter(both), combinator: 'or' });
    expect(firstSegment([and], { item: { a: '2' } }, none).segment).toBeNull();
    expect(firstSegment([or], { item: { a: '1' } }, none).segment).toBe(or);
    const asked: string[] = [];
    const evaluate = (text: string) => (asked.push(text), '1');
    expect(firstSegment([and], { item: { a: '1' } }, evaluate).segment).toBe(and);
    expect(asked).toEqual(['={{ $now }}']);
  });

  test('the right side may be a path or an expression too', () => {
    const same = of(condition('a', 'equals', '={{ profile.b }}'));
    expect(firstSegment([same], { item: { a: 'x' }, profile: { b: 'x' } }, none).segment).toBe(same);
    const rich = of(condition('a', 'equals', '={{ 1 + 1 }}'));
    expect(firstSegment([rich], { item: { a: '2' } }, () => '2').segment).toBe(rich);
  });

  test('a value that cannot be judged is not met, and told; the next segment is looked at', () => {
    const number = segment('n', 'Number', filter([condition('plan', 'gt', 5, 'number')], 'strict'));
    const match = firstSegment([number, pro], { item: { plan: 'pro' } }, none);
    expect([match.segment?.id, match.faults]).toEqual([
      'pro',
      [expect.stringMatching(/^Number: Wrong type/)],
    ]);
  });
});
