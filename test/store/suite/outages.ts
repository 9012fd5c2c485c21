import { sql } from 'kysely';
import type { Open } from '../engines';
import { freshStore } from '../fixture';
import { BOOT, enter, event, HOUR, MINUTE, parking, route, run, T0, TRIGGER, WAIT, waits } from '../kit';

const DOWN = T0 + HOUR;
const OUTAGE = 10 * MINUTE;
const UP = DOWN + OUTAGE;

/** Deadlines that fall due while nobody is there to take events in. */
export function describeOutages(open: Open): void {
  const now = freshStore(open);
  /** Business time and the store's own clock go on; nobody says that they are alive meanwhile. */
  const silence = (ms: number) =>
    sql`update journey_cursor set seq = seq - ${ms} where name = 'alive'`.execute(now().engine.db);
  const alive = (at: number, boot = BOOT) => now().store.heartbeat(boot, [TRIGGER], at);
  const park = async (deadlines: Record<string, number>, given: object = {}) => {
    const people = await enter(now().store, Object.keys(deadlines));
    await now().store.park(
      people.map((person) => parking(person, { deadlineAt: deadlines[person.userId] ?? 0, ...given })),
    );
    await now().store.finish('entry', { kind: 'success' }, T0);
  };
  const due = (at: number) => now().store.resolveDue(at, 100);
  const commits = async () =>
    Object.fromEntries((await waits(now().engine)).map((row) => [row.user_id, row.commit_at]));
  /** The last process falls silent at DOWN, the next one speaks at UP. */
  const outage = async (boot = 'boot-2') => {
    await alive(DOWN);
    await silence(OUTAGE);
    await alive(UP, boot);
  };

  test('what fell due in it waits as long as it was; what fell due before or after does not', async () => {
    await park({ before: DOWN, first: DOWN + 1, last: UP, after: UP + 1 });
    await outage();
    expect(await commits()).toMatchObject({ before: DOWN, after: UP + 1 });
    for (const user of ['first', 'last']) {
      const waitsUntil = (await commits())[user] ?? 0;
      expect(waitsUntil).toBeGreaterThanOrEqual(UP + OUTAGE);
      expect(waitsUntil).toBeLessThan(UP + OUTAGE + MINUTE);
    }
    expect(await due(UP)).toMatchObject({ timedOut: 1 });
    expect(await due(UP + OUTAGE - 1)).toMatchObject({ timedOut: 1 });
    expect(await due(UP + OUTAGE + MINUTE)).toMatchObject({ timedOut: 2 });
  });

  test('an event that is sent again in the grace wins if it happened in time', async () => {
    await park({ ann: DOWN + MINUTE, bob: DOWN + MINUTE });
    await outage();
    const sent = { receivedAt: UP + 5 * MINUTE };
    await now().store.append([
      event('ann', 'paid', { timestamp: DOWN + MINUTE, ...sent }),
      event('bob', 'paid', { timestamp: DOWN + MINUTE + 1, ...sent }),
    ]);
    expect(await route(now().store, UP + 5 * MINUTE)).toMatchObject({ resolved: 1 });
    expect(await due(UP + 2 * OUTAGE)).toMatchObject({ timedOut: 1, matched: 0 });
    const people = await run(now().store, WAIT, 'on', UP + 2 * OUTAGE);
    const ends = people.map(({ userId, wait }) => [userId, wait?.result.branchId, wait?.result.deadlineAt]);
    expect(ends.sort()).toEqual([
      ['ann', 'paid', DOWN + MINUTE],
      ['bob', null, DOWN + MINUTE],
    ]);
  });

  test('a long one makes nobody wait longer than a quarter of an hour', async () => {
    await park({ ann: DOWN + HOUR });
    await alive(DOWN);
    await silence(48 * HOUR);
    await alive(DOWN + 48 * HOUR);
    expect(await commits()).toEqual({ ann: DOWN + 48 * HOUR + 15 * MINUTE });
  });

  test('a grace holds over a restart, and a process that dies again does not make it longer', async () => {
    await park({ ann: DOWN + MINUTE });
    await outage();
    const before = await commits();
    await silence(2 * MINUTE);
    await alive(UP + 2 * MINUTE, 'boot-3');
    const { reopen } = now();
    if (reopen) now.replace(await reopen());
    expect(await due(UP + 2 * MINUTE)).toMatchObject({ timedOut: 0 });
    expect(await commits()).toEqual(before);
    await silence(30 * MINUTE);
    await alive(UP + 32 * MINUTE, 'boot-4');
    expect(await due(UP + 32 * MINUTE)).toMatchObject({ timedOut: 1 });
  });

  test('it is noticed before a time-out of it, by whoever looks for due waits first', async () => {
    await park({ ann: DOWN + MINUTE });
    await alive(DOWN);
    await silence(OUTAGE);
    expect(await due(UP)).toMatchObject({ timedOut: 0, matched: 0 });
    expect(await due(UP + 2 * OUTAGE)).toMatchObject({ timedOut: 1 });
  });

  test('a grace of the wait that is longer stays, a shorter one is made longer', async () => {
    await park({ ann: DOWN + MINUTE }, { graceMs: 2 * HOUR });
    await outage();
    expect(await commits()).toEqual({ ann: DOWN + MINUTE + 2 * HOUR });
  });

  test('a minute of silence, and a first heartbeat ever, hold nothing back', async () => {
    await park({ ann: T0 + 1, bob: DOWN + 30_000 });
    await alive(DOWN);
    await silence(50_000);
    await alive(DOWN + 50_000);
    expect(await due(DOWN + 50_000)).toMatchObject({ timedOut: 2 });
  });

  test('a process that only executes takes no events in: its heartbeats do not hide an outage', async () => {
    await park({ ann: DOWN + MINUTE });
    await alive(DOWN);
    await silence(OUTAGE);
    await now().store.heartbeat('worker', [], UP - 1);
    await alive(UP);
    expect(await due(UP)).toMatchObject({ timedOut: 0 });
  });

  test('business time that is moved on alone is no outage', async () => {
    await park({ ann: DOWN + MINUTE });
    await alive(DOWN);
    await alive(DOWN + 48 * HOUR);
    expect(await due(DOWN + 48 * HOUR)).toMatchObject({ timedOut: 1 });
  });
}
