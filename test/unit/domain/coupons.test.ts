import { fc } from '../../support/random';
import { codeList } from '../../../journey/domain/coupons/code-list';
import { expiryOf, isTimeZone } from '../../../journey/domain/coupons/expiry';

const NOON = Date.UTC(2026, 0, 5, 12);
const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());

describe('expiryOf', () => {
  test('days of 24 hours, or never', () => {
    expect(iso(expiryOf(NOON, { days: 2, endOfDayIn: null }))).toBe('2026-01-07T12:00:00.000Z');
    expect(expiryOf(NOON, { days: 0, endOfDayIn: 'UTC' })).toBeNull();
  });

  test('to the end of the day there, also where a day is shorter', () => {
    const until = (at: number, days: number, endOfDayIn: string) => iso(expiryOf(at, { days, endOfDayIn }));
    expect(until(NOON, 2, 'UTC')).toBe('2026-01-07T23:59:59.999Z');
    expect(until(Date.UTC(2026, 0, 5, 17), 2, 'Asia/Shanghai')).toBe('2026-01-08T15:59:59.999Z');
    expect(until(Date.UTC(2026, 2, 28, 12), 1, 'Europe/Berlin')).toBe('2026-03-29T21:59:59.999Z');
  });

  test('time zones have names', () => {
    expect([isTimeZone('Asia/Shanghai'), isTimeZone('Shanghai')]).toEqual([true, false]);
  });
});

describe('codeList', () => {
  const codes = (input: unknown, column = 'code') => codeList(input, column).codes;

  test.each<[string, unknown, string[]]>([
    ['a code per line', 'A-1\nB-2\r\n\nC-3\n', ['A-1', 'B-2', 'C-3']],
    ['the column of that heading', 'id,Code,value\n1,A-1,5\n2,"B,2",5\n', ['A-1', 'B,2']],
    ['the first column without a heading', 'A-1;5\nB-2;5', ['A-1', 'B-2']],
    ['a byte order mark', '\uFEFFcode\nA-1', ['A-1']],
    ['JSON text', ' ["A-1", {"code": "B-2"}, 33]', ['A-1', 'B-2', '33']],
    ['a list', ['A-1', { code: ' B-2 ' }], ['A-1', 'B-2']],
    ['one number', 12345678, ['12345678']],
  ])('reads %s', (_, input, expected) => {
    expect(codeList(input, 'code')).toEqual({ codes: expected, duplicates: 0, invalid: 0, errors: [] });
  });

  test('counts what stands there again, and names the lines that hold no code', () => {
    expect(codeList(`code,value\nA,1\nA,2\n,3\n${'x'.repeat(129)},4\nB,5`, 'code')).toEqual({
      codes: ['A', 'B'],
      duplicates: 1,
      invalid: 2,
      errors: [
        { line: 4, reason: 'holds no code' },
        { line: 5, reason: 'holds a code of more than 128 characters' },
      ],
    });
  });

  test.each([
    ['[broken', /begins like a JSON array/],
    ['a\n"b', /is no CSV/],
    [undefined, /neither text nor a list/],
    [{ code: 'A' }, /neither text nor a list/],
    [['a\u0000b'], /control characters/],
  ])('what cannot be read is a fault: %j', (input, reason) => {
    expect(codeList(input, 'code')).toMatchObject({
      codes: [],
      invalid: 1,
      errors: [{ reason: expect.stringMatching(reason) }],
    });
  });

  test('names only the first lines of a file that is all wrong', () => {
    expect(codeList(Array.from({ length: 50 }), 'code')).toMatchObject({
      invalid: 50,
      errors: { length: 20 },
    });
  });

  test('never throws, and every code is usable', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.array(fc.anything())), (input) => {
        for (const code of codes(input)) expect(code).toBe(code.trim());
        expect(codes(input)).not.toContain('');
      }),
    );
  });
});
