import {
  countedSince,
  guardContact,
  type ContactFacts,
  type FrequencyCap,
} from '../../../../journey/domain/contact/guards';
import { at, DAY, DAILY, facts, guards, HOUR, NOON, sms } from './kit';

describe('caps', () => {
  const kind = (
    caps: readonly FrequencyCap[],
    contacts: ContactFacts['contacts'],
    given: Partial<ContactFacts> = {},
  ) => guardContact(guards({ caps, hours: null }), facts({ contacts, ...given })).kind;
  const rolling = (limit: number, of: FrequencyCap['of'] = 'channel'): FrequencyCap => ({
    limit,
    per: { kind: 'rolling', ms: DAY },
    of,
  });

  test('a rolling window is exact', () => {
    expect(kind([rolling(1)], [sms(NOON - DAY)])).toBe('send');
    expect(kind([rolling(1)], [sms(NOON - DAY + 1)])).toBe('capped');
    expect(kind([rolling(2)], [sms(NOON - 1)])).toBe('send');
  });

  test("a calendar day is the person's", () => {
    const evening = at('2026-01-05T23:00:00+08:00');
    const night = at('2026-01-06T00:30:00+08:00');
    expect(kind([DAILY], [sms(evening)], { now: night })).toBe('send');
    expect(kind([DAILY], [sms(evening)], { now: night, traits: { timezone: 'Europe/Berlin' } })).toBe(
      'capped',
    );
  });

  test('a day on which clocks change counts whole', () => {
    const traits = { timezone: 'Europe/Berlin' };
    const first = at('2026-10-25T00:30:00+02:00');
    const last = at('2026-10-25T23:30:00+01:00');
    expect(kind([DAILY], [sms(first)], { now: last, traits })).toBe('capped');
    expect(kind([DAILY], [sms(first - HOUR)], { now: last, traits })).toBe('send');
  });

  test('counts by channel, by category or all', () => {
    const letter = { channel: 'email', category: 'offers', at: NOON - 1 };
    expect(kind([rolling(1)], [letter])).toBe('send');
    expect(kind([rolling(1, 'category')], [letter])).toBe('capped');
    expect(kind([rolling(1, 'category')], [sms(NOON - 1, 'news')])).toBe('send');
    expect(kind([rolling(1, 'all')], [sms(NOON - 1, 'news')])).toBe('capped');
    expect(kind([rolling(0)], [])).toBe('capped');
  });

  test.each(['call', 'staff'])(
    'what goes to the channel %s is no message to the person: neither counts for the other',
    (channel) => {
      const other = { channel, category: 'offers', at: NOON - 1 };
      for (const counted of ['all', 'category', 'channel'] as const) {
        const asked = (by: string, past: ContactFacts['contacts'][number]) =>
          guardContact(
            guards({ caps: [rolling(1, counted)], hours: null, channel: by }),
            facts({ contacts: [past] }),
          ).kind;
        expect([asked('sms', other), asked(channel, sms(NOON - 1))]).toEqual(['send', 'send']);
        expect([asked('sms', sms(NOON - 1)), asked(channel, other)]).toEqual(['capped', 'capped']);
      }
    },
  );

  test('the first cap that is reached is named; transactional messages know none', () => {
    const contacts = [sms(NOON - 1)];
    expect(guardContact(guards({ caps: [rolling(5), DAILY] }), facts({ contacts }))).toEqual({
      kind: 'capped',
      cap: DAILY,
    });
    const must = guards({ transactional: true });
    const night = at('2026-01-05T23:00:00+08:00');
    expect(guardContact(must, facts({ contacts, now: night })).kind).toBe('send');
    expect(countedSince(must, facts())).toBeNull();
  });

  test('says how far back it looks', () => {
    const caps = [DAILY, rolling(1)];
    expect(countedSince(guards({ caps }), facts())).toBe(NOON - DAY + 1);
    expect(countedSince(guards({ caps: [DAILY] }), facts())).toBe(at('2026-01-05T00:00:00+08:00'));
    expect(countedSince(guards({ caps: [] }), facts())).toBeNull();
  });
});
