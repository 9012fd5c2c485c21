import { Runtime, type RuntimeOptions } from '../../../journey/host/runtime';
import type { Listener, StartHint } from '../../../journey/ports/starter';
import type { JourneyStore } from '../../../journey/ports/store';
import { Heartbeat } from '../../../journey/host/heartbeat';
import { HandClock, storeWith } from '../fakes';

const OPTIONS: RuntimeOptions = {
  pollMs: 1000,
  leaseMs: 10_000,
  startTimeoutMs: 60_000,
  maxInFlight: 2,
  settleMs: 20_000,
  othersAreDead: true,
};

/** An engine room over a store that writes down what it is asked. */
function engineRoom(given: Partial<JourneyStore> = {}, options: RuntimeOptions = OPTIONS) {
  const calls: string[] = [];
  const reports: string[] = [];
  const clock = new HandClock();
  const called = <T>(name: string, value: T) => {
    return async () => {
      calls.push(name);
      return value;
    };
  };
  const store = storeWith({
    releaseHeld: called('releaseHeld', 0),
    heartbeat: called('heartbeat', undefined),
    recover: called('recover', { again: 0, dead: 0 }),
    holdUnheard: called('holdUnheard', 0),
    underWay: async (refs) => [...refs],
    prune: called('prune', false),
    route: called('route', { events: 0, moved: false, resolved: 0, entered: 0 }),
    resolveDue: called('resolveDue', { timedOut: 0, matched: 0, more: false }),
    takeReady: called('takeReady', []),
    nextDeadline: called('nextDeadline', null),
    markNativeWait: called('markNativeWait', undefined),
    ...given,
  });
  const open = { now: () => Promise.resolve(store) };
  const deps = {
    bootId: 'boot',
    store: () => open.now(),
    clock: () => clock,
    breathe: async () => {},
    report: (message: string, error: unknown) => reports.push(`${message}: ${(error as Error).message}`),
  };
  const runtime = new Runtime(deps, options);
  const rounds = () => calls.filter((name) => name === 'route').length;
  return { runtime, clock, calls, reports, rounds, open };
}

function listener(nodeId = 'wait', given: Partial<Listener> = {}): Listener {
  const start = () => Promise.resolve<StartHint>('ended');
  return { workflowId: 'journey', nodeId, kind: 'wait', peoplePerExecution: 1, start, ...given };
}

/** Lets everything that can happen without time passing happen. */
const settle = () => jest.advanceTimersByTimeAsync(0);

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

describe('other processes', () => {
  const { leaseMs } = OPTIONS;

  /** A worker that owns somebody, and a main process that gives up whose beat is older than two leases. */
  function pair() {
    const state = { away: false, alive: true, spoke: 0, givenUp: 0 };
    const answer = () => (state.away ? Promise.reject(new Error('away')) : Promise.resolve());
    const main = engineRoom(
      {
        heartbeat: answer,
        recover: async () => {
          if (performance.now() - state.spoke > 2 * leaseMs) state.givenUp += 1;
          return { again: 0, dead: 0 };
        },
      },
      { ...OPTIONS, othersAreDead: false },
    );
    const working = main.open.now;
    main.open.now = async () => {
      await answer();
      return working();
    };
    const worker = new Heartbeat(
      {
        bootId: 'worker',
        store: async () =>
          storeWith({
            heartbeat: async () => {
              await answer();
              state.spoke = performance.now();
            },
          }),
        clock: () => new HandClock(),
        busy: () => state.alive,
        report: () => {},
      },
      leaseMs,
    );
    return { state, main, worker };
  }

  test.each([0, 1, 2, 3, 4])(
    'are not given up after an outage of the store, whoever is back first (%s s)',
    async (seconds) => {
      const { state, main, worker } = pair();
      await worker.keep();
      await jest.advanceTimersByTimeAsync(seconds * 1000);
      main.runtime.listen(listener());
      await jest.advanceTimersByTimeAsync(4 * leaseMs);
      state.away = true;
      await jest.advanceTimersByTimeAsync(4 * leaseMs + 500);
      state.away = false;
      await jest.advanceTimersByTimeAsync(6 * leaseMs);
      expect(state.givenUp).toBe(0);
      state.alive = false;
      await jest.advanceTimersByTimeAsync(4 * leaseMs);
      expect(state.givenUp).toBeGreaterThan(0);
    },
  );

  test('of an earlier life are given up at once where they are known to be dead', async () => {
    const { runtime, calls } = engineRoom();
    runtime.listen(listener());
    await settle();
    expect(calls).toContain('recover');
  });
});
