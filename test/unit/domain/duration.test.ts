import { Settings } from 'luxon';
import { durationMs } from '../../../journey/domain/duration';

test.each([
  [0, 'days', 0],
  [1, 'minutes', 60_000],
  [1.5, 'hours', 5_400_000],
  [7, 'days', 604_800_000],
  [2, 'weeks', 1_209_600_000],
] as const)('%d %s', (amount, unit, ms) => expect(durationMs(amount, unit)).toBe(ms));

test('a day is always 24 hours, also where clocks change', () => {
  const zone = Settings.defaultZone;
  Settings.defaultZone = 'Europe/Berlin';
  expect(durationMs(365, 'days')).toBe(365 * 86_400_000);
  Settings.defaultZone = zone;
});
