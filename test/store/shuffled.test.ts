import { fc } from '../support/random';
import { openMemory } from './engines';
import {
  branch,
  DAY,
  deliveries,
  enter,
  event,
  found,
  parking,
  route,
  run,
  T0,
  TRIGGER,
  waits,
  enterAndPark,
} from './kit';

// A loaded machine is slow, not wrong.
jest.setTimeout(60_000);

/** Operations that are started together and interleave as the scheduler pleases. */
describe('operations that overlap on SQLite', () => {
  test('an event and a park, in whatever order: the person goes on exactly once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const { store, engine, close } = await openMemory();
        const [person] = await enter(store, ['ann']);
        const start = <T>(name: string, work: () => Promise<T>) =>
          scheduler.schedule(Promise.resolve(), name).then(work);
        const parked = start('park', () => store.park([parking(found(person))]));
        const rest = [
          start('append', () => store.append([event('ann', 'paid', { at: T0 + 1 })])),
          start('route', () => route(store)),
          start('route again', () => route(store)),
          start('due', () => store.resolveDue(T0 + 1, 10)),
        ];
        await scheduler.waitAll();
        const [outcome] = await parked;
        await Promise.all(rest);
        await route(store);
        const continued = (await deliveries(engine)).filter((row) => row.kind === 'wait').length;
        expect((await waits(engine)).map((row) => row.state)).toEqual(['resolved']);
        expect(continued + (found(outcome).kind === 'resolved' ? 1 : 0)).toBe(1);
        await close();
      }),
      { numRuns: 60, verbose: 1 },
    );
  });

  test('the events of all branches and a park, in whatever order: the person goes on exactly once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const { store, engine, close } = await openMemory();
        const [person] = await enter(store, ['ann']);
        const start = <T>(name: string, work: () => Promise<T>) =>
          scheduler.schedule(Promise.resolve(), name).then(work);
        const all = { branches: [branch('paid'), branch('rated')], allOf: true };
        const parked = start('park', () => store.park([parking(found(person), all)]));
        const rest = [
          start('paid', () => store.append([event('ann', 'paid', { at: T0 + 2 })])),
          start('route', () => route(store)),
          start('rated', () => store.append([event('ann', 'rated', { at: T0 + 1 })])),
          start('route again', () => route(store)),
          start('due', () => store.resolveDue(T0 + 1, 10)),
        ];
        await scheduler.waitAll();
        const [outcome] = await parked;
        await Promise.all(rest);
        await route(store);
        const continued = (await deliveries(engine)).filter((row) => row.kind === 'wait').length;
        expect((await waits(engine)).map((row) => row.state)).toEqual(['resolved']);
        expect(continued + (found(outcome).kind === 'resolved' ? 1 : 0)).toBe(1);
        await close();
      }),
      { numRuns: 60, verbose: 1 },
    );
  });

  test('a deadline and an event that counts it again, in whatever order: it times out, or it has moved', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const { store, engine, close } = await openMemory();
        const restart = { on: [branch('seen')], ms: DAY, window: null, graceMs: 0 };
        await enterAndPark(store, 'ann', { restart });
        const start = <T>(name: string, work: () => Promise<T>) =>
          scheduler.schedule(Promise.resolve(), name).then(work);
        const work = [
          start('append', () => store.append([event('ann', 'seen', { at: T0 + DAY })])),
          start('due', () => store.resolveDue(T0 + DAY, 10)),
          start('route', () => route(store)),
          start('due again', () => store.resolveDue(T0 + DAY, 10)),
        ];
        await scheduler.waitAll();
        await Promise.all(work);
        await route(store);
        const [wait] = await waits(engine);
        const { state, deadline_at: deadline } = found(wait);
        expect([
          ['timed_out', T0 + DAY, 1],
          ['open', T0 + 2 * DAY, 0],
        ]).toContainEqual([
          state,
          deadline,
          (await deliveries(engine)).filter((row) => row.kind === 'wait').length,
        ]);
        await close();
      }),
      { numRuns: 60, verbose: 1 },
    );
  });

  test('a deadline and an event at it, in whatever order: one continuation, and a match that came too late is counted', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const { store, engine, close } = await openMemory();
        await enterAndPark(store);
        const start = <T>(name: string, work: () => Promise<T>) =>
          scheduler.schedule(Promise.resolve(), name).then(work);
        const work = [
          start('append', () => store.append([event('ann', 'paid', { at: T0 + DAY })])),
          start('due', () => store.resolveDue(T0 + DAY, 10)),
          start('due again', () => store.resolveDue(T0 + DAY, 10)),
          start('route', () => route(store)),
        ];
        await scheduler.waitAll();
        await Promise.all(work);
        await route(store);
        const [wait] = await waits(engine);
        const late = await engine.db
          .selectFrom('journey_step_count')
          .select('count')
          .where('outcome', '=', 'late_match')
          .execute();
        expect((await deliveries(engine)).filter((row) => row.kind === 'wait')).toHaveLength(1);
        expect(late.map((row) => row.count)).toEqual(found(wait).state === 'timed_out' ? [1] : []);
        await close();
      }),
      { numRuns: 60, verbose: 1 },
    );
  });

  test('two claims, a finish and a recovery, in whatever order: nobody is in two executions', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const { store, engine, close } = await openMemory();
        await enter(store, ['ann', 'bob']);
        const start = <T>(name: string, work: () => Promise<T>) =>
          scheduler.schedule(Promise.resolve(), name).then(work);
        const runs = [
          start('one', () => run(store, TRIGGER, 'one', T0, 'boot-2')),
          start('two', () => run(store, TRIGGER, 'two', T0, 'boot-2')),
          start('three', () => run(store, TRIGGER, 'three', T0, 'boot-2')),
        ];
        const others = [
          start('finish', () => store.finish('entry', { kind: 'error', message: 'x' }, T0)),
          start('recover', () =>
            store.recover('boot-2', { leaseMs: DAY, startTimeoutMs: DAY, othersAreDead: true }, T0),
          ),
        ];
        await scheduler.waitAll();
        await Promise.all(others);
        const claimed = (await Promise.all(runs)).flat().map((person) => person.userId);
        expect(new Set(claimed).size).toBe(claimed.length);
        for (const row of await deliveries(engine)) expect(row.attempt).toBeLessThanOrEqual(2);
        await close();
      }),
      { numRuns: 60, verbose: 1 },
    );
  });
});
