import { Heartbeat } from '../../../journey/host/heartbeat';
import { HandClock, storeWith } from '../fakes';

const LEASE_MS = 10_000;

function heart() {
  const state = { busy: false, beats: 0, fails: false, reports: [] as string[] };
  const store = storeWith({
    heartbeat: async () => {
      if (state.fails) throw new Error('away');
      state.beats += 1;
    },
  });
  const clock = new HandClock();
  const heartbeat = new Heartbeat(
    {
      bootId: 'boot',
      store: () => Promise.resolve(store),
      clock: () => clock,
      busy: () => state.busy,
      report: (message, error) => state.reports.push(`${message}: ${(error as Error).message}`),
    },
    LEASE_MS,
  );
  return { heartbeat, state };
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test('a process is known to be alive before it wins anybody, and not told again within half a lease', async () => {
  const { heartbeat, state } = heart();
  await heartbeat.keep();
  await heartbeat.keep();
  expect(state.beats).toBe(1);
  await jest.advanceTimersByTimeAsync(LEASE_MS / 2);
  await heartbeat.keep();
  expect(state.beats).toBe(2);
});

test('beats go on while people are owned, also those who were won long after, and stop with the last', async () => {
  const { heartbeat, state } = heart();
  await heartbeat.keep();
  await jest.advanceTimersByTimeAsync(LEASE_MS * 2);
  expect(state.beats).toBe(1);
  state.busy = true;
  await jest.advanceTimersByTimeAsync(LEASE_MS * 2);
  expect(state.beats).toBe(5);
  state.busy = false;
  await jest.advanceTimersByTimeAsync(LEASE_MS * 2);
  expect(state.beats).toBe(5);
});

test('a store that fails refuses the first beat, and is reported for the later ones', async () => {
  const { heartbeat, state } = heart();
  state.fails = true;
  await expect(heartbeat.keep()).rejects.toThrow('away');
  state.fails = false;
  await heartbeat.keep();
  state.busy = true;
  state.fails = true;
  await jest.advanceTimersByTimeAsync(LEASE_MS / 2);
  expect(state.reports).toEqual(['The heartbeat could not be written: away']);
});
