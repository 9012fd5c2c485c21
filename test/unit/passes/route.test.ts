import { resolveAllDue } from '../../../journey/passes/deadlines';
import { routeAll, type RouteState } from '../../../journey/passes/route';
import type { JourneyStore, RouteReport } from '../../../journey/ports/store';
import { storeWith } from '../fakes';

const NOW = 1000;
const now = () => NOW;
const fresh = () => ({ failures: 0, alone: 0 });

/** A log of which the events at `poison` cannot be routed; `down` makes every call fail. */
class FakeLog {
  readonly limits: number[] = [];
  readonly buried: [seq: number, reason: string][] = [];
  cursor = 0;
  down = false;

  constructor(
    readonly head: number,
    readonly poison: ReadonlySet<number> = new Set(),
  ) {}

  get store(): JourneyStore {
    return storeWith({
      route: async (limit) => this.#route(limit),
      nextDeadline: async () => this.#answer(null),
      buryNext: async (reason) => {
        this.buried.push([this.#answer(++this.cursor), reason]);
        return this.cursor;
      },
    });
  }

  #answer<T>(value: T): T {
    if (this.down) throw new Error('down');
    return value;
  }

  #route(limit: number): RouteReport {
    this.#answer(null);
    this.limits.push(limit);
    const end = Math.min(this.cursor + limit, this.head);
    for (let seq = this.cursor + 1; seq <= end; seq++)
      if (this.poison.has(seq)) throw new Error(`poison ${seq}`);
    const events = end - this.cursor;
    this.cursor = end;
    return { events, moved: true, resolved: 0, entered: 0 };
  }
}

describe('routeAll', () => {
  const tried = (log: FakeLog, state = fresh()) =>
    routeAll(log.store, state, now).catch((error: unknown) => (error as Error).message);

  test('routes up to the head in batches', async () => {
    const log = new FakeLog(1200);
    expect(await tried(log)).toBe(1200);
    expect(log.limits).toEqual([500, 500, 500, 500]);
  });

  test('one event that cannot be routed fails twice, is buried after the third failure, and the rest goes on', async () => {
    const log = new FakeLog(600, new Set([3]));
    const state = fresh();
    expect([await tried(log, state), log.cursor]).toEqual(['poison 3', 2]);
    expect([await tried(log, state), log.buried]).toEqual(['poison 3', []]);
    expect([await tried(log, state), log.cursor]).toEqual([597, 600]);
    expect(log.buried).toEqual([[3, 'poison 3']]);
    expect(log.limits).toEqual([500, 1, 1, 1, 1, 1, 500, 500, 500]);
    expect(state).toEqual(fresh());
  });

  test('several bad events are buried one after the other', async () => {
    const log = new FakeLog(10, new Set([1, 2, 10]));
    const state = fresh();
    for (let round = 0; round < 7; round++) await tried(log, state);
    expect(log.buried.map(([seq]) => seq)).toEqual([1, 2, 10]);
    expect(log.cursor).toBe(10);
  });

  test('a failure that passes costs nobody anything', async () => {
    const log = new FakeLog(10, new Set([4]));
    const state = fresh();
    await tried(log, state);
    await tried(log, state);
    (log.poison as Set<number>).clear();
    expect(await tried(log, state)).toBe(7);
    expect([log.buried, state.failures]).toEqual([[], 0]);
  });

  test('a store that was down says nothing against an event', async () => {
    const log = new FakeLog(10, new Set([1]));
    const state = fresh();
    log.down = true;
    for (let failure = 0; failure < 9; failure++) expect(await tried(log, state)).toBe('down');
    log.down = false;
    expect([await tried(log, state), await tried(log, state), log.buried]).toEqual([
      'poison 1',
      'poison 1',
      [],
    ]);
  });

  test('answers that were lost after the commit count against no event that comes later', async () => {
    const buried: string[] = [];
    const nothing: RouteReport = { events: 0, moved: true, resolved: 0, entered: 0 };
    let lost = false;
    const store = storeWith({
      route: async () => {
        lost = !lost;
        if (lost) throw new Error('cut off');
        return nothing;
      },
      nextDeadline: async () => null,
      buryNext: async (reason) => buried.push(reason),
    });
    const state: RouteState = { failures: 0, alone: 400 };
    for (let round = 0; round < 5; round++) {
      await expect(routeAll(store, state, now)).rejects.toThrow('cut off');
      expect(await routeAll(store, state, now)).toBe(0);
    }
    expect(buried).toEqual([]);
  });

  test('events that another router has moved are not counted', async () => {
    const reports: RouteReport[] = [
      { events: 5, moved: false, resolved: 0, entered: 0 },
      { events: 3, moved: true, resolved: 0, entered: 0 },
      { events: 0, moved: true, resolved: 0, entered: 0 },
    ];
    const store = storeWith({ route: async () => reports.shift() as RouteReport });
    expect(await routeAll(store, fresh(), now)).toBe(3);
  });
});

describe('resolveAllDue', () => {
  test('goes on page by page with a breath between, and reads the clock anew', async () => {
    const pages = [
      { timedOut: 500, matched: 0, more: true },
      { timedOut: 3, matched: 2, more: true },
      { timedOut: 1, matched: 0, more: false },
    ];
    const log: unknown[] = [];
    let time = NOW;
    const store = storeWith({
      resolveDue: async (at) => {
        log.push(at);
        return pages.shift() as (typeof pages)[number];
      },
    });
    const breathe = async () => void log.push('breath');
    expect(await resolveAllDue(store, () => time++, breathe)).toBe(506);
    expect(log).toEqual([NOW, 'breath', NOW + 1, 'breath', NOW + 2]);
  });
});
