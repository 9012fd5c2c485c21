import { fc } from '../../support/random';
import { DateTime, Settings } from 'luxon';
import { dayKind, isRegion } from '../../../journey/domain/holidays';
import { instantFrom, instantOf, minuteOf } from '../../../journey/domain/local-time';
import { alignTo, type TimeWindow } from '../../../journey/domain/window';
import { holds } from '../kit';

const clockNow = Settings.now;
afterEach(() => void (Settings.now = clockNow));

const at = (text: string) => DateTime.fromISO(text, { setZone: true }).toMillis();
const window = (given: Partial<TimeWindow> = {}): TimeWindow => ({
  days: [1, 2, 3, 4, 5],
  hours: [{ from: 9 * 60, to: 18 * 60 }],
  zone: 'Asia/Shanghai',
  holidays: null,
  ...given,
});
const night = window({ days: [], hours: [{ from: 22 * 60, to: 6 * 60 }], zone: 'America/New_York' });
const shows = (found: number | null, zone: string) =>
  found === null ? null : DateTime.fromMillis(found, { zone }).toFormat("ccc yyyy-MM-dd'T'HH:mm ZZ");

describe('a window', () => {
  test.each<[string, TimeWindow, string, string]>([
    // Dittofeed tests the weekday in UTC, where Monday 07:00 in Shanghai is still Sunday.
    [
      'weekdays are those of the zone',
      window({ days: [1], hours: [{ from: 420, to: 480 }] }),
      '2026-01-04T20:00:00Z',
      'Mon 2026-01-05T07:00 +08:00',
    ],
    // Mautic swaps the ends of a window that runs over midnight.
    ['runs over midnight', night, '2026-01-05T12:00:00-05:00', 'Mon 2026-01-05T22:00 -05:00'],
    ['is open after midnight', night, '2026-01-06T05:59:00-05:00', 'Tue 2026-01-06T05:59 -05:00'],
    ['closes in the morning', night, '2026-01-06T06:00:00-05:00', 'Tue 2026-01-06T22:00 -05:00'],
    [
      'over midnight belongs to its first day',
      { ...night, days: [5] },
      '2026-01-10T03:00:00-05:00',
      'Sat 2026-01-10T03:00 -05:00',
    ],
    [
      'and not to the next',
      { ...night, days: [5] },
      '2026-01-09T03:00:00-05:00',
      'Fri 2026-01-09T22:00 -05:00',
    ],
    // PostHog defers to the next day although today is fine.
    [
      'all day today is now',
      window({ hours: [{ from: 0, to: 0 }] }),
      '2026-01-05T13:00:00+08:00',
      'Mon 2026-01-05T13:00 +08:00',
    ],
    // Laudspeaker keeps one offset all year.
    [
      'follows daylight saving at the target',
      window({ zone: 'Europe/Berlin' }),
      '2026-03-28T12:00:00+01:00',
      'Mon 2026-03-30T09:00 +02:00',
    ],
    [
      'a start that clocks skip moves on',
      window({ days: [7], hours: [{ from: 150, to: 300 }], zone: 'America/New_York' }),
      '2026-03-08T00:00:00-05:00',
      'Sun 2026-03-08T03:30 -04:00',
    ],
    [
      'lying in the skipped hour still opens',
      window({ days: [7], hours: [{ from: 135, to: 165 }], zone: 'America/New_York' }),
      '2026-03-08T00:00:00-05:00',
      'Sun 2026-03-08T03:15 -04:00',
    ],
    [
      'a start that clocks show twice is the first',
      window({ days: [7], hours: [{ from: 60, to: 120 }], zone: 'America/New_York' }),
      '2026-11-01T00:00:00-04:00',
      'Sun 2026-11-01T01:00 -04:00',
    ],
    [
      'holidays close it',
      window({ holidays: 'DE', zone: 'Europe/Berlin' }),
      '2026-12-24T19:00:00+01:00',
      'Mon 2026-12-28T09:00 +01:00',
    ],
    [
      'the Spring Festival closes it for nine days',
      window({ holidays: 'CN' }),
      '2026-02-14T19:00:00+08:00',
      'Tue 2026-02-24T09:00 +08:00',
    ],
    [
      'a Saturday that is worked for it is open',
      window({ holidays: 'CN' }),
      '2026-02-27T19:00:00+08:00',
      'Sat 2026-02-28T09:00 +08:00',
    ],
  ])('%s', (_what, given, from, expected) => {
    for (const season of ['2026-01-15T00:00:00Z', '2026-07-15T00:00:00Z']) {
      Settings.now = () => Date.parse(season);
      expect(shows(alignTo(given, at(from)), given.zone)).toBe(expected);
    }
  });

  describe('with several hours a day', () => {
    const split = window({
      hours: [
        { from: 14 * 60, to: 18 * 60 },
        { from: 9 * 60, to: 12 * 60 },
      ],
    });

    test.each([
      ['2026-01-05T08:00:00+08:00', 'Mon 2026-01-05T09:00 +08:00'],
      ['2026-01-05T11:59:00+08:00', 'Mon 2026-01-05T11:59 +08:00'],
      ['2026-01-05T12:00:00+08:00', 'Mon 2026-01-05T14:00 +08:00'],
      ['2026-01-05T15:00:00+08:00', 'Mon 2026-01-05T15:00 +08:00'],
      ['2026-01-09T18:00:00+08:00', 'Mon 2026-01-12T09:00 +08:00'],
    ])('%s opens %s', (from, expected) => {
      expect(shows(alignTo(split, at(from)), split.zone)).toBe(expected);
    });
  });

  test('one that never opens says so', () => {
    expect(alignTo(window({ days: [8] }), at('2026-01-05T00:00:00Z'))).toBeNull();
  });

  const windows = fc.record({
    days: fc.subarray([1, 2, 3, 4, 5, 6, 7]),
    hours: fc.array(
      fc.record({ from: fc.integer({ min: 0, max: 1439 }), to: fc.integer({ min: 0, max: 1440 }) }),
      { minLength: 1, maxLength: 3 },
    ),
    zone: fc.constantFrom('Asia/Shanghai', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'),
    holidays: fc.constantFrom(null, 'CN', 'DE-BY'),
  });
  const instants = fc.integer({ min: at('2026-01-01T00:00:00Z'), max: at('2026-12-01T00:00:00Z') });

  test('is never early, is open when it says so, and is the same when asked again', () => {
    holds(
      fc.tuple(windows, instants),
      ([given, from]) => {
        const opens = alignTo(given, from)!;
        expect(opens).toBeGreaterThanOrEqual(from);
        expect(alignTo(given, opens)).toBe(opens);
      },
      200,
    );
  });

  test('several hours are open whenever one of them is', () => {
    holds(
      fc.tuple(windows, instants),
      ([given, from]) => {
        const alone = given.hours.map((one) => alignTo({ ...given, hours: [one] }, from)!);
        expect(alignTo(given, from)).toBe(Math.min(...alone));
      },
      200,
    );
  });

  test('later arrivals never go earlier', () => {
    holds(
      fc.tuple(windows, instants, fc.integer({ min: 0, max: 864e5 })),
      ([given, from, more]) =>
        expect(alignTo(given, from + more)).toBeGreaterThanOrEqual(alignTo(given, from)!),
      200,
    );
  });
});

describe('days and instants', () => {
  test('years whose Chinese calendar is not announced follow the rules of its holidays', () => {
    expect([dayKind('CN', '2031-10-01'), dayKind('CN', '2031-10-08'), dayKind('CN', '2026-02-22')]).toEqual([
      'holiday',
      'ordinary',
      'holiday',
    ]);
  });

  test('regions', () => {
    expect(['CN', 'DE', 'DE-BY', 'US-CA', 'XX', 'DE-XX', ''].map(isRegion)).toEqual([
      true,
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
    expect([dayKind('DE-BY', '2026-01-06'), dayKind('DE', '2026-01-06')]).toEqual(['holiday', 'ordinary']);
  });

  test('times of day', () => {
    expect(['9:30', '09:30:00', '24:00', '0:00', '24:01', '9', '25:00', 'ten'].map(minuteOf)).toEqual([
      570,
      570,
      1440,
      0,
      null,
      null,
      null,
      null,
    ]);
    expect(instantOf('2026-01-31', 1440, 'utc')).toBe(at('2026-02-01T00:00:00Z'));
  });

  test('what stands for an instant', () => {
    const noon = at('2026-03-29T12:00:00+02:00');
    const same = [
      '2026-03-29T12:00',
      '2026-03-29T10:00:00Z',
      noon,
      noon / 1000,
      new Date(noon),
      DateTime.fromMillis(noon),
    ];
    expect(same.map((value) => instantFrom(value, 'Europe/Berlin'))).toEqual(same.map(() => noon));
    expect(['', 'soon', null, {}, new Date(NaN), NaN].map((value) => instantFrom(value, 'utc'))).toEqual(
      Array(6).fill(null),
    );
  });
});
