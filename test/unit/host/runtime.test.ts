import type { DeliveryRef } from '../../../journey/ports/store';
import { engineRoom, listener, OPTIONS } from './engine-room';

/** Lets everything that can happen without time passing happen. */
const settle = () => jest.advanceTimersByTimeAsync(0);

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

describe('rounds', () => {
  test('nothing happens before somebody listens, not even opening the store', async () => {
    const { runtime, calls, open } = engineRoom();
    open.now = () => Promise.reject(new Error('opened'));
    runtime.poke();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(calls).toEqual([]);
  });

  test('a round looks after the lease, routes, ends waits, starts executions and sets the alarm, in this order', async () => {
    const { runtime, calls } = engineRoom();
    runtime.listen(listener());
    await settle();
    expect(calls).toEqual([
      'releaseHeld',
      'heartbeat',
      'recover',
      'prune',
      'route',
      'resolveDue',
      'readyAt',
      'takeReady',
      'nextDeadline',
    ]);
  });

  test('a poke during a round causes one more round after it, however many pokes', async () => {
    let release = () => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    const starts: string[] = [];
    const route = async () => {
      starts.push('route');
      await gate;
      return { events: 0, moved: false, resolved: 0, entered: 0 };
    };
    const { runtime } = engineRoom({ route });
    runtime.listen(listener());
    await settle();
    for (let poke = 0; poke < 5; poke++) runtime.poke();
    await settle();
    expect(starts).toHaveLength(1);
    release();
    await settle();
    expect(starts).toHaveLength(2);
  });

  test('it also looks by itself', async () => {
    const { runtime, rounds } = engineRoom();
    runtime.listen(listener());
    await jest.advanceTimersByTimeAsync(3 * OPTIONS.pollMs);
    expect(rounds()).toBe(4);
  });

  test('what was held for a node is let go in the first round after it listens, and tried again where that failed', async () => {
    let down = true;
    const released: string[] = [];
    const releaseHeld = async ({ nodeId }: { nodeId: string }) => {
      if (down) throw new Error('down');
      return released.push(nodeId);
    };
    const { runtime } = engineRoom({ releaseHeld });
    runtime.listen(listener('a'));
    await settle();
    down = false;
    await jest.advanceTimersByTimeAsync(1000);
    runtime.listen(listener('b'));
    await settle();
    await jest.advanceTimersByTimeAsync(5000);
    expect(released).toEqual(['a', 'b']);
  });

  test('the lease has its own pace, and absence counts only once n8n is through with its start', async () => {
    const { runtime, calls } = engineRoom();
    runtime.listen(listener());
    const count = (name: string) => calls.filter((call) => call === name).length;
    await jest.advanceTimersByTimeAsync(19_000);
    expect([count('heartbeat'), count('holdUnheard'), count('prune')]).toEqual([4, 0, 1]);
    await jest.advanceTimersByTimeAsync(2_000);
    expect([count('heartbeat'), count('holdUnheard')]).toEqual([5, 1]);
    await jest.advanceTimersByTimeAsync(40_000);
    expect([count('prune'), count('endStranded')]).toEqual([2, 1]);
  });
});

test('a backlog is worked off in rounds: between them people are started', async () => {
  let pages = 50;
  const { runtime, calls } = engineRoom({
    route: async () => {
      const events = pages > 0 ? 500 : 0;
      if (events > 0) pages -= 1;
      return { events, moved: true, resolved: 0, entered: 0 };
    },
  });
  runtime.listen(listener());
  await settle();
  expect([pages, calls.filter((name) => name === 'takeReady').length]).toEqual([0, 3]);
});

test('so are waits that are due', async () => {
  let pages = 50;
  const { runtime, calls } = engineRoom({
    resolveDue: async () => ({ timedOut: 500, matched: 0, more: (pages -= 1) > 0 }),
  });
  runtime.listen(listener());
  await settle();
  expect([pages, calls.filter((name) => name === 'takeReady').length]).toEqual([0, 3]);
});

test('forgetting goes on soon while there is more', async () => {
  const more = [true, true, false];
  const { runtime } = engineRoom({ prune: async () => more.shift() ?? false });
  runtime.listen(listener());
  await jest.advanceTimersByTimeAsync(5_000);
  expect(more).toEqual([]);
});

describe('the alarm', () => {
  test('is set at the next deadline, once, and rings a round', async () => {
    const deadlines = [500, 500, 900, null];
    const { runtime, clock, rounds } = engineRoom({ nextDeadline: async () => deadlines.shift() ?? null });
    const wakeAt = jest.spyOn(clock, 'wakeAt');
    runtime.listen(listener());
    await settle();
    runtime.poke();
    await settle();
    expect([rounds(), wakeAt.mock.calls.length, clock.set]).toEqual([2, 1, [500]]);
    clock.to(500);
    await settle();
    expect([rounds(), clock.set]).toEqual([3, [900]]);
    clock.to(900);
    await settle();
    expect([rounds(), clock.set]).toEqual([4, []]);
  });

  test('moves when a nearer deadline comes up', async () => {
    const deadlines = [900, 300];
    const { runtime, clock } = engineRoom({ nextDeadline: async () => deadlines.shift() ?? 300 });
    runtime.listen(listener());
    await settle();
    runtime.poke();
    await settle();
    expect(clock.set).toEqual([300]);
  });
});

describe('a store that fails', () => {
  test('is reported and tried again, by itself', async () => {
    const { runtime, reports, open, rounds } = engineRoom();
    const working = open.now;
    open.now = () => Promise.reject(new Error('down'));
    runtime.listen(listener());
    await jest.advanceTimersByTimeAsync(2 * OPTIONS.pollMs);
    expect(reports).toEqual(Array(3).fill('Journeys could not go on and will try again: down'));
    open.now = working;
    await jest.advanceTimersByTimeAsync(OPTIONS.pollMs);
    expect(rounds()).toBe(1);
    expect(reports).toHaveLength(3);
  });
});

describe('listeners', () => {
  test('a later registration of a node replaces the earlier, whose end then changes nothing', async () => {
    const { runtime, rounds } = engineRoom();
    const [first, second] = [listener(), listener()];
    const closeFirst = runtime.listen(first);
    runtime.listen(second);
    expect(runtime.listeners).toEqual([second]);
    expect(runtime.listeners[0]).toBe(second);
    closeFirst();
    await jest.advanceTimersByTimeAsync(OPTIONS.pollMs);
    expect(runtime.listeners).toHaveLength(1);
    expect(rounds()).toBeGreaterThan(1);
  });

  test('nodes of different workflows with the same id are two', () => {
    const { runtime } = engineRoom();
    runtime.listen(listener());
    runtime.listen(listener('wait', { workflowId: 'copy' }));
    expect(runtime.listeners).toHaveLength(2);
  });

  test('when none is left it rests: no polls, no alarm; and goes on when one is back', async () => {
    const { runtime, clock, rounds } = engineRoom({ nextDeadline: async () => 500 });
    const close = runtime.listen(listener());
    await settle();
    close();
    close();
    const before = rounds();
    expect([jest.getTimerCount(), clock.set]).toEqual([0, []]);
    runtime.poke();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(rounds()).toBe(before);
    runtime.listen(listener());
    await settle();
    expect([rounds(), clock.set]).toEqual([before + 1, [500]]);
  });

  test('the end of an execution asks for another round', async () => {
    const ready: DeliveryRef[][] = [
      [{ id: 'a', attempt: 1 }],
      [{ id: 'b', attempt: 1 }],
      [{ id: 'c', attempt: 1 }],
    ];
    const ends: (() => void)[] = [];
    const start = () => new Promise<void>((resolve) => ends.push(resolve));
    const { runtime } = engineRoom({ takeReady: async () => ready.shift() ?? [] });
    runtime.listen(listener('wait', { start }));
    await settle();
    expect(ends).toHaveLength(2);
    ends[0]?.();
    await settle();
    expect(ends).toHaveLength(3);
  });
});
