import { Heartbeat } from '../../../journey/host/heartbeat';
import { HandClock, storeWith } from '../fakes';
import { engineRoom, listener, OPTIONS } from './engine-room';

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
