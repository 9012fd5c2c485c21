import { lives, type History, type Received } from './model';

const HOUR = 3_600_000;
const HISTORY: History = {
  ticks: [0, 5, 20, 25, 30, 50, 71, 73, 90].map((hour) => hour * HOUR),
  pauses: [{ from: 25 * HOUR, to: 30 * HOUR }],
};

const deed = (event: Received['event'], at: number, receivedAt: number, given: object = {}): Received => ({
  eventId: `${event}/${at}`,
  event,
  at: at * HOUR,
  postedAt: receivedAt * HOUR,
  receivedAt: receivedAt * HOUR,
  copies: 1,
  platform: 'wechat',
  refunded: false,
  ...given,
});

const allowed = (...deeds: readonly Received[]): string[] =>
  lives([deed('start', 0, 0), ...deeds], HISTORY).map(
    ({ coupons, reason }) => `${coupons.join(' ')} ${reason}`,
  );

test.each<[string, string[], Received[]]>([
  ['nothing else', ['C1 C2 completed'], []],
  ['a purchase in time', ['A3 completed'], [deed('buy', 3, 5)]],
  ['a purchase in time in the app', [' completed'], [deed('buy', 3, 5, { platform: 'app' })]],
  ['a purchase between the deadlines', ['C1 A3 completed'], [deed('buy', 40, 50)]],
  ['a refunded purchase', ['C1 C2 completed'], [deed('buy', 3, 5, { refunded: true })]],
  ['a purchase before the start', ['C1 C2 completed'], [deed('buy', -1, 5)]],
  ['one that arrives late', ['A3 completed', 'C1 A3 completed'], [deed('buy', 20, 30)]],
  ['leaving before anything', [' exit_rule'], [deed('leave', 4, 5)]],
  ['leaving after the first coupon', [' exit_rule', 'C1 exit_rule'], [deed('leave', 40, 50)]],
])('after %s, what is allowed is exactly that', (_name, expected, deeds) => {
  expect([...new Set(allowed(...deeds))].sort()).toEqual(expected);
});

test('whoever starts in a pause is never in the journey', () => {
  expect(lives([deed('start', 26, 30)], HISTORY)).toEqual([{ coupons: [], reason: null }]);
});
