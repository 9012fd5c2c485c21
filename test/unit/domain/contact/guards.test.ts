import { DateTime } from 'luxon';
import {
  guardContact,
  zoneOf,
  type ContactFacts,
  type ContactGuards,
  type SendingHours,
} from '../../../../journey/domain/contact/guards';
import { alignTo } from '../../../../journey/domain/window';
import { fc } from '../../../support/random';
import { holds } from '../../kit';
import { at, DAY, daytime, facts, guards, HOUR, NOON, refused, sms } from './kit';

describe('the order of the guards', () => {
  const night = at('2026-01-05T23:00:00+08:00');
  const all = { now: night, active: false, consents: [refused], address: null, contacts: [sms(night)] };
  const known = { ...all, active: true, consents: [], address: '1' };
  test.each<[string, Partial<ContactFacts>]>([
    ['exited', all],
    ['suppressed', { ...all, active: true }],
    ['no_address', { ...known, address: null }],
    ['deferred', known],
    ['capped', { ...known, now: NOON, contacts: [sms(NOON - 1)] }],
    ['send', {}],
  ])('%s', (kind, given) => expect(guardContact(guards(), facts(given)).kind).toBe(kind));

  test('a message that must arrive needs an address, too', () => {
    const verdict = guardContact(guards({ transactional: true }), facts({ address: null }));
    expect(verdict).toEqual({ kind: 'no_address' });
  });
});

describe('consent', () => {
  const ask = (consents: ContactFacts['consents'], given: Partial<ContactGuards> = {}) => {
    const verdict = guardContact(guards(given), facts({ consents }));
    return 'reason' in verdict ? verdict.reason : verdict.kind;
  };
  test.each<[string, ContactFacts['consents'], Partial<ContactGuards>, string]>([
    ['silence lets it through', [], {}, 'send'],
    ['or does not', [], { consent: 'onlyIfGiven' }, 'no_consent'],
    ['given for the channel', [{ ...refused, given: true }], { consent: 'onlyIfGiven' }, 'send'],
    [
      'given for the category',
      [{ ...refused, given: true, category: 'offers' }],
      { consent: 'onlyIfGiven' },
      'send',
    ],
    [
      'given for another',
      [{ ...refused, given: true, category: 'news' }],
      { consent: 'onlyIfGiven' },
      'no_consent',
    ],
    ['the channel is refused', [refused], {}, 'refused'],
    ['the category is refused', [{ ...refused, category: 'offers' }], {}, 'refused'],
    ['a refusal outweighs', [refused, { ...refused, given: true, category: 'offers' }], {}, 'refused'],
    ['another category is refused', [{ ...refused, category: 'news' }], {}, 'send'],
    ['another channel is refused', [{ ...refused, channel: 'email' }], {}, 'send'],
    ['transactional needs none', [], { transactional: true, consent: 'onlyIfGiven' }, 'send'],
    [
      'transactional despite a category',
      [{ ...refused, category: 'offers' }],
      { transactional: true },
      'send',
    ],
    ['transactional never on a refused channel', [refused], { transactional: true }, 'refused'],
  ])('%s', (_, consents, given, expected) => expect(ask(consents, given)).toBe(expected));
});

describe('hours', () => {
  const until = (now: string, traits: ContactFacts['traits'] = {}, hours = daytime()) => {
    const verdict = guardContact(guards({ hours }), facts({ now: at(now), traits }));
    const zone = zoneOf(traits, 'Asia/Shanghai');
    if (verdict.kind !== 'deferred') return verdict.kind;
    return DateTime.fromMillis(verdict.until, { zone }).toFormat("yyyy-MM-dd'T'HH:mm ZZ");
  };
  const berlin = { timezone: 'Europe/Berlin' };
  const newYork = { timeZone: 'America/New_York' };
  const clock = (from: number, to: number) =>
    daytime({ window: { days: [], hours: [{ from, to }], zone: 'UTC', holidays: null } });
  test.each<[string, string, ContactFacts['traits'], SendingHours, string]>([
    ['open', '2026-01-05T12:00:00+08:00', {}, daytime(), 'send'],
    ['late in the evening', '2026-01-05T21:00:00+08:00', {}, daytime(), '2026-01-06T09:00 +08:00'],
    ['before the morning', '2026-01-05T08:59:00+08:00', {}, daytime(), '2026-01-05T09:00 +08:00'],
    [
      "by the person's zone, not the journey's",
      '2026-01-05T12:00:00+08:00',
      berlin,
      daytime(),
      '2026-01-05T09:00 +01:00',
    ],
    // Laudspeaker keeps one offset all year, so that the first morning of summer time is an hour off.
    [
      'the night clocks go forward',
      '2026-03-28T22:00:00+01:00',
      berlin,
      daytime(),
      '2026-03-29T09:00 +02:00',
    ],
    ['the night clocks go back', '2026-10-24T22:00:00+02:00', berlin, daytime(), '2026-10-25T09:00 +01:00'],
    // Braze may admit nobody on such days.
    [
      'hours that begin in the skipped hour',
      '2026-03-08T00:00:00-05:00',
      newYork,
      clock(150, 300),
      '2026-03-08T03:30 -04:00',
    ],
    [
      'hours that begin in the hour shown twice',
      '2026-11-01T00:00:00-04:00',
      newYork,
      clock(60, 120),
      '2026-11-01T01:00 -04:00',
    ],
    [
      'open in the hour shown twice, the second time',
      '2026-11-01T01:30:00-05:00',
      newYork,
      clock(60, 180),
      'send',
    ],
    // Mautic swaps the ends of hours that run over midnight.
    ['hours over midnight', '2026-01-05T23:30:00+08:00', {}, clock(22 * 60, 6 * 60), 'send'],
  ])('%s', (_, now, traits, hours, expected) => expect(until(now, traits, hours)).toBe(expected));

  test('opening hours are asked on the clock of the node, wherever somebody lives', () => {
    const opening = daytime({ clock: 'node' });
    expect(until('2026-01-05T09:30:00+08:00', { timezone: 'Asia/Urumqi' }, opening)).toBe('send');
    expect(until('2026-01-05T21:30:00+08:00', { timezone: 'Asia/Urumqi' }, opening)).toBe(
      '2026-01-06T07:00 +06:00',
    );
  });

  test('on both clocks, they begin with the later and end with the earlier one; some never meet', () => {
    const both = daytime({ clock: 'both' });
    const urumqi = { timezone: 'Asia/Urumqi' };
    expect(until('2026-01-05T09:30:00+08:00', urumqi, both)).toBe('2026-01-05T09:00 +06:00');
    expect(until('2026-01-05T11:00:00+08:00', urumqi, both)).toBe('send');
    expect(until('2026-01-05T21:00:00+08:00', urumqi, both)).toBe('2026-01-06T09:00 +06:00');
    const short = { ...both.window, hours: [{ from: 9 * 60, to: 18 * 60 }] };
    expect(until('2026-01-05T11:00:00+08:00', newYork, { ...both, window: short })).toBe('suppressed');
  });

  test('a zone nobody knows is not taken', () => {
    expect(zoneOf({ timezone: 'Mars/Base', timeZone: 'Europe/Paris' }, 'UTC')).toBe('Europe/Paris');
    expect(zoneOf({ timezone: 8 }, 'UTC')).toBe('UTC');
  });

  test('a message may be left out instead', () => {
    const verdict = guardContact(
      guards({ hours: daytime({ outside: 'skip' }) }),
      facts({ now: at('2026-01-05T22:00:00+08:00') }),
    );
    expect(verdict).toEqual({ kind: 'suppressed', reason: 'quiet_hours' });
  });

  test('releases are spread, the same way each time, and stay within the hours', () => {
    const now = at('2026-01-05T23:00:00+08:00');
    const release = (userId: string, spreadMs: number) => {
      const verdict = guardContact(guards({ hours: daytime({ spreadMs }) }), facts({ now, userId }));
      return verdict.kind === 'deferred' ? verdict.until : NaN;
    };
    const opens = at('2026-01-06T09:00:00+08:00');
    const users = Array.from({ length: 200 }, (_, index) => `user-${index}`);
    const found = users.map((user) => release(user, HOUR));
    expect(Math.min(...found)).toBeGreaterThanOrEqual(opens);
    expect(Math.max(...found)).toBeLessThanOrEqual(opens + HOUR);
    const early = found.filter((one) => one < opens + HOUR / 2).length;
    expect(early).toBeGreaterThan(60);
    expect(early).toBeLessThan(140);
    expect(users.map((user) => release(user, HOUR))).toEqual(found);
    // Wider than the hours are open: whoever would miss them goes at once.
    const wide = users.map((user) => release(user, DAY));
    expect(wide.every((one) => alignTo(daytime().window, one) === one)).toBe(true);
  });

  test('what was deferred may go when its time has come', () => {
    const instant = fc.integer({ min: at('2026-01-01T00:00:00Z'), max: at('2027-01-01T00:00:00Z') });
    const zone = fc.constantFrom('Asia/Shanghai', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe');
    const spread = fc.integer({ min: 0, max: DAY });
    holds(fc.tuple(instant, zone, spread, fc.string()), ([now, timezone, spreadMs, userId]) => {
      const who = { traits: { timezone }, userId };
      const asked = guards({ hours: daytime({ spreadMs }) });
      const verdict = guardContact(asked, facts({ ...who, now }));
      if (verdict.kind !== 'deferred') return expect(verdict.kind).toBe('send');
      expect(verdict.until).toBeGreaterThan(now);
      expect(guardContact(asked, facts({ ...who, now: verdict.until })).kind).toBe('send');
    });
  });
});
