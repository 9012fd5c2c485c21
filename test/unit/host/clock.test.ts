import { clock } from '../../../journey/host/clock';
import { every } from '../../../journey/host/timers';

const MINUTE = 60_000;
const CLOCK = Symbol.for('@journey-canvas/clock');
const holder = globalThis as { [CLOCK]?: unknown };

beforeEach(() => jest.useFakeTimers({ now: 0 }));
afterEach(() => {
  delete holder[CLOCK];
  jest.useRealTimers();
});

describe('the system clock', () => {
  test.each([1, 59_999, 90_000, 40 * 86_400_000])('rings once, at %i ms', (at) => {
    const rang = jest.fn(() => clock().now());
    clock().wakeAt(at, rang);
    jest.advanceTimersByTime(at - 1);
    expect(rang).toHaveBeenCalledTimes(0);
    jest.advanceTimersByTime(10 * MINUTE);
    expect(rang.mock.results.map(({ value }) => value as number)).toEqual([at]);
  });

  test('rings at once for what has passed, but never before it has returned', () => {
    const rang = jest.fn();
    jest.setSystemTime(5000);
    clock().wakeAt(4000, rang);
    expect(rang).not.toHaveBeenCalled();
    jest.advanceTimersByTime(0);
    expect(rang).toHaveBeenCalledTimes(1);
  });

  test('no timer is longer than a minute: Node rings at once for those beyond 24 days', () => {
    const set = jest.spyOn(globalThis, 'setTimeout');
    clock().wakeAt(60 * 86_400_000, () => {});
    jest.advanceTimersByTime(10 * MINUTE);
    expect(Math.max(...set.mock.calls.map(([, ms]) => ms ?? 0))).toBe(MINUTE);
    expect(set.mock.calls.length).toBeGreaterThan(10);
  });

  test('a host clock that jumps ahead is noticed within a minute', () => {
    const rang = jest.fn();
    clock().wakeAt(60 * MINUTE, rang);
    jest.setSystemTime(60 * MINUTE);
    jest.advanceTimersByTime(MINUTE);
    expect(rang).toHaveBeenCalledTimes(1);
  });

  test('a host clock that steps back delays the call, and does not repeat it', () => {
    const rang = jest.fn();
    jest.setSystemTime(MINUTE);
    clock().wakeAt(2 * MINUTE, rang);
    jest.setSystemTime(0);
    jest.advanceTimersByTime(MINUTE);
    expect(rang).not.toHaveBeenCalled();
    jest.advanceTimersByTime(10 * MINUTE);
    expect(rang).toHaveBeenCalledTimes(1);
  });

  test('a cancelled alarm is silent, also after it slept for a while; cancelling again does nothing', () => {
    const rang = jest.fn();
    const alarm = clock().wakeAt(3 * MINUTE, rang);
    jest.advanceTimersByTime(2 * MINUTE);
    alarm.cancel();
    alarm.cancel();
    jest.advanceTimersByTime(10 * MINUTE);
    expect(rang).not.toHaveBeenCalled();
    expect(jest.getTimerCount()).toBe(0);
  });
});

test('whoever starts the process may put another clock in place, at any time', () => {
  const other = { now: () => 42, wakeAt: () => ({ cancel: () => {} }) };
  expect(clock().now()).toBe(0);
  holder[CLOCK] = other;
  expect(clock()).toBe(other);
});

test('no timer of ours keeps a process alive', () => {
  jest.useRealTimers();
  const intervals = jest.spyOn(globalThis, 'setInterval');
  const timeouts = jest.spyOn(globalThis, 'setTimeout');
  const stop = every(MINUTE, () => {});
  const alarm = clock().wakeAt(Date.now() + MINUTE, () => {});
  const timers = [...intervals.mock.results, ...timeouts.mock.results].map(
    ({ value }) => value as NodeJS.Timeout,
  );
  expect(timers.map((timer) => timer.hasRef())).toEqual([false, false]);
  stop();
  alarm.cancel();
});
