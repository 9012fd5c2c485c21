import type { FilterValue } from 'n8n-workflow';
import { ConditionError, eventConditions, meets, valueAt } from '../../../journey/domain/conditions';
import { eventView, safelyMeets } from '../../../journey/domain/matching';
import { condition, filter, logged } from '../kit';

const event = eventView(
  logged('purchase', 1000, {
    properties: { plan: 'pro', amount: 5, text: '5', items: [{ sku: 'a' }], none: null },
  }),
);
const compiled = (left: string) =>
  eventConditions(filter([condition(left, 'equals', 'x')]))?.conditions[0]?.leftValue;

describe('valueAt', () => {
  test.each([
    ['event', 'purchase'],
    ['properties.plan', 'pro'],
    ['properties.items.0.sku', 'a'],
    ['properties.none', null],
    ['properties.none.deeper', undefined],
    ['properties.plan.length', undefined],
    ['properties.missing', undefined],
    ['', undefined],
    ['properties.', undefined],
  ])('%s', (path, value) => expect(valueAt(event, path)).toBe(value));

  test.each(['__proto__', 'constructor', 'properties.constructor.name', 'properties.items.map', 'toString'])(
    'reads own keys only: %s',
    (path) => expect(valueAt(event, path)).toBeUndefined(),
  );

  test('a key named __proto__ that a sender really sent is an own key', () => {
    expect(valueAt(JSON.parse('{"properties":{"__proto__":{"a":1}}}'), 'properties.__proto__.a')).toBe(1);
  });
});

describe('the left side', () => {
  test.each([
    ['properties.plan', 'properties.plan'],
    ['  properties.plan ', 'properties.plan'],
    ['properties.my-field', 'properties.my-field'],
    ['={{ $json.properties.plan }}', 'properties.plan'],
    ['={{$json.properties.plan}}', 'properties.plan'],
    ['={{ $json.event }}', 'event'],
  ])('%s is the path %s', (left, path) => expect(compiled(left)).toBe(path));

  test.each([
    ['={{ $json.properties.plan.toLowerCase() }}', 'properties.plan'],
    ['={{ $json.properties.a + $json.properties.b }}', 'properties.a'],
    ['={{ $json.properties?.plan }}', 'properties.plan'],
    ["={{ $json.properties['my-field'] }}", 'properties.my-field'],
    ['={{ $json["properties"]["plan"] }}', 'properties.plan'],
    ['={{ $now }}', 'properties.<name>'],
    ['=properties.plan', 'properties.<name>'],
    ['{{ $json.properties.plan }}', 'properties.plan'],
    ['$json.properties.plan', 'properties.plan'],
  ])('%s is refused, with the path %s to type', (left, path) => {
    expect(() => compiled(left)).toThrow(ConditionError);
    expect(() => compiled(left)).toThrow(`Type the path ${path} instead`);
  });

  test('a row with a value but no field is refused, naming its place among the rows in use', () => {
    const rows = [condition('event', 'equals', 'a'), condition('', 'equals', 'pro')];
    expect(() => eventConditions(filter(rows))).toThrow('Condition 2 has no field');
  });
});

describe('empty fields', () => {
  test.each([
    ['nothing', undefined],
    ['null', null],
    ['an empty object', {} as FilterValue],
    ['no rows', filter([])],
    ['the empty row that the editor starts with', filter([condition('', 'equals', '')])],
  ])('%s: no conditions', (_, raw) => expect(eventConditions(raw)).toBeNull());

  test('no conditions are met by every event', () => expect(meets(null, {})).toBe(true));
});

describe('meets', () => {
  const met = (...rows: Parameters<typeof filter>) => meets(eventConditions(filter(...rows)), event);

  test.each([
    [condition('properties.plan', 'equals', 'pro'), true],
    [condition('={{ $json.properties.plan }}', 'equals', 'pro'), true],
    [condition('properties.plan', 'equals', 'Pro'), false],
    [condition('properties.amount', 'gte', 5, 'number'), true],
    [condition('properties.amount', 'gt', 5, 'number'), false],
    [condition('properties.missing', 'exists', '', 'string'), false],
    [condition('properties.missing', 'notExists', '', 'string'), true],
    [condition('properties.none', 'exists', '', 'string'), false],
    [condition('properties.__proto__', 'exists', '', 'string'), false],
  ])('%j: %s', (row, expected) => expect(met([row])).toBe(expected));

  test('all must hold, or any', () => {
    const rows = [
      condition('properties.plan', 'equals', 'pro'),
      condition('properties.plan', 'equals', 'free'),
    ];
    expect(meets(filter(rows), event)).toBe(false);
    expect(meets({ ...filter(rows), combinator: 'or' }, event)).toBe(true);
  });

  test('loose types convert, strict ones throw', () => {
    const rows = [condition('properties.text', 'equals', 5, 'number')];
    expect(met(rows, 'loose')).toBe(true);
    expect(() => met(rows, 'strict')).toThrow();
    expect(met([condition('properties.amount', 'equals', 5, 'number')], 'strict')).toBe(true);
  });

  test('a condition that throws is a non-match of its rule alone', () => {
    const strict = filter([condition('properties.text', 'equals', 5, 'number')], 'strict');
    expect(safelyMeets(strict, event)).toBe(false);
    expect(safelyMeets(filter([condition('properties.plan', 'regex', '(')]), event)).toBe(false);
  });
});
