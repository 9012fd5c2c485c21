import type { ExecutionOutcome } from '../../../journey/ports/store';
import type { Open } from '../engines';
import { freshStore } from '../fixture';
import {
  deliveries,
  enrollments,
  enter,
  event,
  found,
  parking,
  personOf,
  route,
  run,
  T0,
  TRIGGER,
  WAIT,
  waits,
} from '../kit';

const SUCCESS: ExecutionOutcome = { kind: 'success' };
const ERROR: ExecutionOutcome = { kind: 'error', message: 'the node failed' };

/** How an execution's end is written down for everyone in it. */
export function describeFinish(open: Open): void {
  const now = freshStore(open);
  const finish = (outcome: ExecutionOutcome, execution = 'entry', at = T0) =>
    now().store.finish(execution, outcome, at);
  const stateOf = async (user: string) => {
    const row = found(
      (await deliveries(now().engine)).find((each) => each.user_id === user && each.kind === 'entry'),
    );
    return { state: row.state, alone: row.alone, reason: row.reason };
  };
  const journeyOf = async (user: string) => {
    const row = found((await enrollments(now().engine)).find((each) => each.user_id === user));
    return { state: row.state, reason: row.reason, error: row.error };
  };

  test('success settles, and completes whoever has nothing left to do', async () => {
    await enter(now().store, ['ann']);
    await finish(SUCCESS, 'entry', T0 + 7);
    expect(await stateOf('ann')).toEqual({ state: 'settled', alone: 0, reason: null });
    expect(await enrollments(now().engine)).toMatchObject([
      { state: 'ended', reason: 'completed', error: null, ended_at: T0 + 7 },
    ]);
  });

  test('success does not complete while a wait is open', async () => {
    const [ann] = await enter(now().store, ['ann']);
    await now().store.park([parking(found(ann))]);
    await finish(SUCCESS);
    expect(await journeyOf('ann')).toMatchObject({ state: 'active' });
  });

  test('success does not complete while another delivery is not settled', async () => {
    const [ann] = await enter(now().store, ['ann']);
    await now().store.park([parking(found(ann))]);
    await now().store.append([event('ann', 'paid', { at: T0 + 1 })]);
    await route(now().store);
    await finish(SUCCESS);
    expect(await journeyOf('ann')).toMatchObject({ state: 'active' });
    await run(now().store, WAIT, 'continuation');
    await finish(SUCCESS, 'continuation');
    expect(await journeyOf('ann')).toMatchObject({ state: 'ended', reason: 'completed' });
  });

  test('finishing twice, or an unknown execution, changes nothing', async () => {
    await enter(now().store, ['ann']);
    await finish(SUCCESS);
    await finish(ERROR);
    await finish(ERROR, 'unknown');
    expect(await journeyOf('ann')).toMatchObject({ reason: 'completed' });
    expect(await stateOf('ann')).toMatchObject({ state: 'settled' });
  });

  test('error in a shared execution: who parked is settled, the others go again alone from the same delivery', async () => {
    const [ann] = await enter(now().store, ['ann', 'bob', 'cat']);
    await now().store.park([parking(found(ann))]);
    await finish(ERROR);
    expect(await stateOf('ann')).toMatchObject({ state: 'settled' });
    expect(await stateOf('bob')).toEqual({ state: 'ready', alone: 1, reason: null });
    expect(await journeyOf('bob')).toMatchObject({ state: 'active' });
    expect(await run(now().store, TRIGGER, 'second')).toHaveLength(1);
    expect(await run(now().store, TRIGGER, 'third')).toHaveLength(1);
  });

  test('error of somebody alone ends the enrollment with the error', async () => {
    await enter(now().store, ['ann', 'bob']);
    await finish(ERROR);
    const [alone] = await run(now().store, TRIGGER, 'second');
    await finish(ERROR, 'second');
    const user = found(alone).userId;
    expect(await stateOf(user)).toMatchObject({ state: 'error', reason: 'the node failed' });
    expect(await journeyOf(user)).toEqual({ state: 'ended', reason: 'error', error: 'the node failed' });
    expect(await run(now().store, TRIGGER, 'third')).toHaveLength(1);
    expect(await run(now().store, TRIGGER, 'fourth')).toEqual([]);
  });

  test('the error of one branch of a fork cancels the open wait of the other', async () => {
    const [ann] = await enter(now().store, ['ann']);
    await now().store.park([parking(found(ann), { settles: false })]);
    await finish(ERROR);
    expect(await journeyOf('ann')).toMatchObject({ reason: 'error' });
    expect(await waits(now().engine)).toMatchObject([{ state: 'cancelled' }]);
    expect(await now().engine.db.selectFrom('journey_wait_event').selectAll().execute()).toEqual([]);
  });

  test('stopped by a user: no replay, even for people who shared it', async () => {
    await enter(now().store, ['ann', 'bob']);
    await finish({ kind: 'stopped' });
    expect(await stateOf('bob')).toMatchObject({ state: 'error', reason: 'stopped' });
    expect(await journeyOf('ann')).toEqual({ state: 'ended', reason: 'error', error: 'stopped' });
    expect(await run(now().store, TRIGGER, 'second')).toEqual([]);
  });

  test('an error of the store itself is tried twenty times, within seconds at first, within a quarter of an hour at last', async () => {
    await enter(now().store, ['ann']);
    const failed: ExecutionOutcome = { kind: 'store_error', message: 'no connection' };
    let at = T0;
    let execution = 'entry';
    const doubled = [2, 4, 8, 16, 32, 64, 128, 256, 512].map((seconds) => seconds * 1000);
    for (const delay of [...doubled, ...Array<number>(10).fill(15 * 60_000)]) {
      await finish(failed, execution, at);
      expect(await run(now().store, TRIGGER, 'too early', at + delay - 1)).toEqual([]);
      at += delay;
      execution = `at ${at}`;
      expect(await run(now().store, TRIGGER, execution, at)).toHaveLength(1);
    }
    await finish(failed, execution, at);
    expect(await stateOf('ann')).toMatchObject({ state: 'error', reason: 'no connection' });
    expect(await journeyOf('ann')).toMatchObject({ reason: 'error', error: 'no connection' });
  });

  test('cut off: goes again alone at once, three times at the most', async () => {
    const cut: ExecutionOutcome = { kind: 'interrupted', message: 'timed out' };
    await enter(now().store, ['ann']);
    for (const [before, after] of [
      ['entry', 'second'],
      ['second', 'third'],
    ] as const) {
      await finish(cut, before);
      expect(await stateOf('ann')).toMatchObject({ state: 'ready', alone: 1 });
      expect(await run(now().store, TRIGGER, after)).toHaveLength(1);
    }
    await finish(cut, 'third');
    expect(await stateOf('ann')).toMatchObject({ state: 'dead' });
    expect(await journeyOf('ann')).toEqual({ state: 'ended', reason: 'error', error: 'timed out (3 times)' });
  });

  test('an error of the store settles whoever had parked before it', async () => {
    const [ann] = await enter(now().store, ['ann', 'bob']);
    await now().store.park([parking(found(ann))]);
    await finish({ kind: 'store_error', message: 'no connection' });
    expect(await stateOf('ann')).toMatchObject({ state: 'settled' });
    expect(await stateOf('bob')).toMatchObject({ state: 'ready', alone: 1 });
  });

  test('a native wait is marked, finished by the success after it, and only by its own execution', async () => {
    const [ann] = await enter(now().store, ['ann']);
    await now().store.markNativeWait('another');
    expect(await stateOf('ann')).toMatchObject({ state: 'running' });
    await now().store.markNativeWait('entry');
    expect(await stateOf('ann')).toMatchObject({ state: 'in_native_wait' });
    expect(await now().store.peopleOf('entry')).toEqual([personOf(found(ann))]);
    expect(await now().store.park([parking(found(ann))])).toEqual([{ kind: 'parked' }]);
    await finish(SUCCESS);
    await now().store.markNativeWait('entry');
    expect(await stateOf('ann')).toMatchObject({ state: 'settled' });
  });
}
