import { diagnose } from '../../../journey/store/doctor';
import type { Open } from '../engines';
import { freshStore } from '../fixture';
import { BOOT, entryRule, event, MINUTE, route, T0, TRIGGER, WAIT } from '../kit';

const SECOND = 1000;

/** A journey that lets no more than so many people start within a minute. */
export function describePace(open: Open): void {
  const now = freshStore(open);
  const arrive = async (count: number, rule = entryRule({ maxPerMinute: 10 })) => {
    await now().store.putRule({ ...TRIGGER, rule }, { fresh: true, now: T0 });
    const users = Array.from({ length: count }, (_, index) => `user-${String(index).padStart(3, '0')}`);
    for (const [index, user] of users.entries()) {
      await now().store.append([event(user, 'start')]);
      await route(now().store, T0 + index);
    }
    return users;
  };
  const take = async (at: number, maxPerMinute: number | undefined = 10, limit = 1) =>
    (await now().store.takeReady(TRIGGER, limit, BOOT, at, maxPerMinute)).length;
  /** Rounds of the dispatcher, one a second: how many people each of them starts. */
  const rounds = async (count: number, from: number, maxPerMinute = 10, limit = 1) => {
    const started: number[] = [];
    for (let round = 0; round < count; round += 1) {
      let sum = 0;
      for (;;) {
        const taken = await take(from + round * SECOND, maxPerMinute, limit);
        if (taken === 0) break;
        sum += taken;
      }
      started.push(sum);
    }
    return started;
  };
  const sum = (counts: readonly number[]) => counts.reduce((all, one) => all + one, 0);

  test('in no minute more people start, however the minute is laid', async () => {
    await arrive(40);
    const started = await rounds(150, T0 + MINUTE);
    for (let first = 0; first + 60 <= started.length; first += 1)
      expect(sum(started.slice(first, first + 60))).toBeLessThanOrEqual(10);
    expect(Math.max(...started)).toBe(1);
    expect(sum(started)).toBe(30);
  });

  test('without a limit everybody starts at once', async () => {
    await arrive(20, entryRule());
    const users: number[] = [];
    for (let taken = 1; taken > 0;)
      users.push((taken = (await now().store.takeReady(TRIGGER, 1, BOOT, T0 + MINUTE)).length));
    expect(sum(users)).toBe(20);
  });

  test('people who share an execution count each', async () => {
    await arrive(30);
    expect(await take(T0 + MINUTE, 10, 8)).toBe(8);
    expect(await take(T0 + MINUTE + SECOND, 10, 8)).toBe(2);
    expect(await take(T0 + MINUTE + 2 * SECOND, 10, 8)).toBe(0);
    expect(await take(T0 + 2 * MINUTE + SECOND, 10, 8)).toBe(8);
  });

  test('first come, first served', async () => {
    const users = await arrive(3);
    const order: string[] = [];
    for (let second = 0; second < 3; second += 1) {
      const refs = await now().store.takeReady(TRIGGER, 1, BOOT, T0 + MINUTE + second * SECOND, 10);
      for (const person of await now().store.claim(refs, `run ${second}`, BOOT)) order.push(person.userId);
    }
    expect(order).toEqual(users);
  });

  test('a restart, another process and a clock that was set back forget nobody who has started', async () => {
    await arrive(20);
    expect(sum(await rounds(30, T0 + MINUTE))).toBe(10);
    const { reopen } = now();
    if (reopen) now.replace(await reopen());
    expect(await now().store.takeReady(TRIGGER, 1, 'boot-2', T0 + MINUTE + 40 * SECOND, 10)).toEqual([]);
    expect(await take(T0 + MINUTE + 5 * SECOND)).toBe(0);
    expect(await take(T0 + 2 * MINUTE + SECOND)).toBe(1);
  });

  test('of two dispatchers at the same time the second counts what the first starts', async () => {
    await arrive(20);
    const at = T0 + MINUTE;
    const taken = await Promise.all(
      Array.from({ length: 8 }, (_, index) => now().store.takeReady(TRIGGER, 5, `boot-${index}`, at, 5)),
    );
    expect(taken.flat()).toHaveLength(5);
  });

  test('one journey keeps nobody of another waiting, and what is older than a minute is forgotten', async () => {
    const other = { workflowId: 'second', nodeId: 'trigger' };
    await now().store.putRule({ ...other, rule: entryRule() }, { fresh: true, now: T0 });
    await arrive(12);
    expect(sum(await rounds(20, T0 + MINUTE))).toBe(10);
    expect(await now().store.takeReady(other, 1, BOOT, T0 + MINUTE + 20 * SECOND, 10)).toHaveLength(1);
    await rounds(2, T0 + 10 * MINUTE);
    const rows = await now().engine.db.selectFrom('journey_pace').select('id').execute();
    expect(rows.filter(({ id }) => id.startsWith('journey/'))).toHaveLength(2);
    expect(await now().store.takeReady(WAIT, 1, BOOT, T0 + MINUTE)).toEqual([]);
  });

  test('the backlog is seen, and is no cause for alarm', async () => {
    await arrive(12);
    await now().store.heartbeat(BOOT, [], T0);
    await rounds(20, T0 + MINUTE);
    const { ready } = await now().store.figures(T0 + MINUTE);
    expect(ready).toMatchObject([{ ...TRIGGER, maxPerMinute: 10, count: 2 }]);
    const { findings } = await diagnose(now().engine, {
      now: T0 + 10 * MINUTE,
      realNow: Date.now,
      examples: 1,
    });
    expect(findings).toMatchObject([{ kind: 'throttled', count: 2, needsAttention: false }]);
  });
}
