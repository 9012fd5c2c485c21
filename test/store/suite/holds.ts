import type { Open } from '../engines';
import { freshStore } from '../fixture';
import { BOOT, deliveries, enrollments, entryRule, event, found, route, run, T0, TRIGGER } from '../kit';

/** Journeys that are paused, and what was let in before. */
export function describeHolds(open: Open): void {
  const now = freshStore(open);
  const other = { workflowId: 'second', nodeId: 'trigger' };
  const begin = async () => {
    await now().store.putRule({ ...TRIGGER, rule: entryRule() }, { fresh: true, now: T0 });
    await now().store.putRule({ ...other, rule: entryRule() }, { fresh: true, now: T0 });
    await now().store.append([event('ann', 'start', { at: T0 }), event('bob', 'start', { at: T0 + 10 })]);
    await route(now().store);
  };
  const held = async () =>
    (await deliveries(now().engine))
      .filter((row) => row.state === 'held')
      .map((row) => `${row.workflow_id} ${row.reason}`);
  const take = (node = TRIGGER) => now().store.takeReady(node, 10, BOOT, T0 + 100);

  test('holds what nobody listens for, and leaves the rest', async () => {
    await begin();
    expect(await now().store.holdUnheard([TRIGGER])).toBe(2);
    expect(await held()).toEqual(['second paused', 'second paused']);
    expect(await take(other)).toEqual([]);
    expect(await take()).toHaveLength(2);
  });

  test('says that the node is missing when the rest of its workflow listens', async () => {
    await begin();
    await now().store.holdUnheard([TRIGGER, { workflowId: 'second', nodeId: 'renamed' }]);
    expect(await held()).toEqual(['second node_missing', 'second node_missing']);
  });

  test('releases what was held, for one node', async () => {
    await begin();
    await now().store.holdUnheard([]);
    expect(await now().store.releaseHeld(TRIGGER, T0 + 100)).toBe(2);
    expect(await take()).toHaveLength(2);
    expect(await take(other)).toEqual([]);
    expect(await now().store.releaseHeld(TRIGGER, T0 + 100)).toBe(0);
  });

  test('after 20 failures in a row people are held instead of started, until the journey is published again', async () => {
    await begin();
    for (let count = 0; count < 19; count++) await now().store.countEnd('journey', true);
    await now().store.countEnd('journey', false);
    for (let count = 0; count < 19; count++) await now().store.countEnd('journey', true);
    expect(await now().store.takeReady(TRIGGER, 1, BOOT, T0 + 100)).toHaveLength(1);
    await now().store.countEnd('journey', true);
    // What was under way and ends well does not close it.
    await now().store.countEnd('journey', false);
    expect(await take()).toEqual([]);
    expect(await held()).toEqual(['journey failing']);
    expect(await take(other)).toHaveLength(2);
    await now().store.append([event('cid', 'start', { at: T0 + 20 })]);
    await route(now().store);
    expect(await take()).toEqual([]);
    expect(await held()).toEqual(['journey failing', 'journey failing']);
    expect(await now().store.releaseHeld(TRIGGER, T0 + 100)).toBe(2);
    expect(await take()).toHaveLength(2);
  });

  test('people of a running execution can be put aside, each only by the attempt that runs', async () => {
    await begin();
    const [ann, bob] = await run(now().store, TRIGGER, 'entry', T0 + 100);
    await now().store.holdPeople(
      [
        { id: found(ann).deliveryId, attempt: 1 },
        { id: found(bob).deliveryId, attempt: 2 },
      ],
      'node_missing',
    );
    expect(await held()).toEqual(['journey node_missing']);
    await now().store.finish('entry', { kind: 'success' }, T0 + 100);
    expect((await deliveries(now().engine)).filter((row) => row.state === 'settled')).toHaveLength(1);
    expect(await now().store.releaseHeld(TRIGGER, T0 + 100)).toBe(1);
    expect(await run(now().store, TRIGGER, 'again', T0 + 100)).toMatchObject([{ attempt: 2 }]);
  });

  test('entries that came in during a pause are dropped, as if the rule had not been there', async () => {
    await begin();
    await now().store.holdUnheard([]);
    expect(await now().store.dropPausedEntries(TRIGGER, T0 + 5, Number.MAX_SAFE_INTEGER)).toBe(1);
    const left = (await enrollments(now().engine)).map((row) => `${row.workflow_id} ${row.user_id}`);
    expect(left.sort()).toEqual(['journey ann', 'second ann', 'second bob']);
    await now().store.append([event('bob', 'start', { at: T0 + 20 })]);
    expect(await route(now().store)).toMatchObject({ entered: 1 });
  });

  test('an entry that was accepted at the very beginning of the pause stays', async () => {
    await begin();
    expect(await now().store.dropPausedEntries(TRIGGER, T0 + 10, Number.MAX_SAFE_INTEGER)).toBe(0);
  });

  test('an entry that was emitted before stays, whatever became of it', async () => {
    await begin();
    await take();
    await now().store.recover('boot-2', { leaseMs: 1, startTimeoutMs: 1e9, othersAreDead: true }, T0);
    expect(await now().store.dropPausedEntries(TRIGGER, T0 - 1, Number.MAX_SAFE_INTEGER)).toBe(0);
  });
}
