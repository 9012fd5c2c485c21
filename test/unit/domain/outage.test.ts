import { fc } from '../../support/random';
import { catchUp } from '../../../journey/domain/outage';
import { holds } from '../kit';

const MINUTE = 60_000;
const after = (silentMs: number, passedMs = silentMs) =>
  catchUp({ storeAt: 5, at: 1000 }, { storeAt: 5 + silentMs, at: 1000 + passedMs });

test.each([
  ['a minute of silence is none', MINUTE, null],
  ['more is one', MINUTE + 1, MINUTE + 1],
  ['ten minutes wait ten minutes', 10 * MINUTE, 10 * MINUTE],
  ['a week waits a quarter of an hour', 10_080 * MINUTE, 15 * MINUTE],
])('%s', (_what, silentMs, waits) => {
  const to = 1000 + silentMs;
  expect(after(silentMs)).toEqual(waits === null ? null : { from: 1000, to, until: to + waits });
});

test('nobody was alive before the first', () => {
  expect(catchUp(null, { storeAt: 1e9, at: 1e9 })).toBeNull();
});

test('how long it was is told by the clock of the store, what fell due by the other', () => {
  expect(after(2 * MINUTE, 24 * 60 * MINUTE)).toMatchObject({ until: 1000 + (24 * 60 + 2) * MINUTE });
  expect(after(1000, 24 * 60 * MINUTE)).toBeNull();
});

test('a clock that went back means nothing', () => {
  expect([after(2 * MINUTE, -MINUTE), after(-10 * MINUTE, MINUTE)]).toEqual([null, null]);
});

test('property: however often processes die, a deadline lies in one outage at most and waits a quarter of an hour at most', () => {
  const gaps = fc.array(fc.integer({ min: 1, max: 40 * MINUTE }), { minLength: 1, maxLength: 10 });
  holds(fc.tuple(gaps, fc.nat({ max: 400 * MINUTE })), ([silences, deadline]) => {
    let at = 0;
    const held = silences.flatMap((silence) => {
      const last = { storeAt: at, at };
      at += silence;
      return catchUp(last, { storeAt: at, at }) ?? [];
    });
    const concerned = held.filter(({ from, to }) => deadline > from && deadline <= to);
    expect(concerned.length).toBeLessThanOrEqual(1);
    for (const { to, until } of concerned) {
      expect(until).toBeGreaterThan(deadline);
      expect(until - to).toBeLessThanOrEqual(15 * MINUTE);
    }
  });
});
