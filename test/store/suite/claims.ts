import type { Open } from '../engines';
import { freshStore } from '../fixture';
import {
  BOOT,
  deliveries,
  enter,
  entryRule,
  event,
  found,
  newId,
  parking,
  personOf,
  route,
  run,
  T0,
  TRIGGER,
  WAIT,
} from '../kit';

/** From ready to running: who goes together, and whose the person is. */
export function describeClaims(open: Open): void {
  const now = freshStore(open);
  const take = (node = WAIT, limit = 100, at = T0) => now().store.takeReady(node, limit, BOOT, at);
  const usersOf = async (refs: readonly { id: string }[]) => {
    const byId = new Map((await deliveries(now().engine)).map((row) => [row.id, row.user_id]));
    return refs.map((ref) => byId.get(ref.id)).sort();
  };
  /** People whose waits at WAIT have all ended, each with its own path. */
  const ready = async (paths: Readonly<Record<string, string>>) => {
    const people = await enter(now().store, Object.keys(paths));
    await now().store.park(
      people.map((person) => parking(person, { pathHash: found(paths[person.userId]) })),
    );
    await now().store.finish('entry', { kind: 'success' }, T0);
    await now().store.append(Object.keys(paths).map((user) => event(user, 'paid', { at: T0 + 1 })));
    await route(now().store);
  };
  const set = (user: string, values: object) =>
    now()
      .engine.db.updateTable('journey_delivery')
      .set(values)
      .where('user_id', '=', user)
      .where('kind', '=', 'wait')
      .execute();

  test('takes together only those that came the same way', async () => {
    await ready({ ann: 'p', bob: 'q', cat: 'p' });
    await set('bob', { ready_at: T0 + 1 });
    expect(await usersOf(await take(WAIT, 100, T0 + 1))).toEqual(['ann', 'cat']);
    expect(await usersOf(await take(WAIT, 100, T0 + 1))).toEqual(['bob']);
    expect(await take(WAIT, 100, T0 + 1)).toEqual([]);
  });

  test('says where somebody is ready by now, and nowhere else', async () => {
    await ready({ ann: 'p', bob: 'q' });
    const other = { ...WAIT, nodeId: 'other' };
    const asked = (at: number) => now().store.readyAt([other, WAIT, TRIGGER], at);
    expect(await asked(T0)).toEqual([WAIT]);
    await set('bob', { state: 'held' });
    await set('ann', { ready_at: T0 + 1 });
    expect([await asked(T0), await asked(T0 + 1)]).toEqual([[], [WAIT]]);
    expect(await take(WAIT, 1, T0 + 1)).toHaveLength(1);
    expect(await asked(T0 + 1)).toEqual([]);
    expect(await now().store.readyAt([], T0 + 1)).toEqual([]);
  });

  test('what a process took without learning of it is given back; what it started or others took is not', async () => {
    await ready({ ann: 'p', bob: 'q', cat: 'r' });
    const [started, lost] = [await take(), await take()];
    const others = await now().store.takeReady(WAIT, 100, 'boot-2', T0);
    expect(
      await now().store.giveBack(
        BOOT,
        started.map(({ id }) => id),
        T0,
      ),
    ).toBe(1);
    expect(await take()).toEqual([{ ...found(lost[0]), attempt: 2 }]);
    expect(await now().store.claim(lost, 'overlooked', BOOT)).toEqual([]);
    expect(await now().store.claim([...started, ...others], 'begun', BOOT)).toHaveLength(2);
  });

  test('entries and continuations of one node do not mix', async () => {
    await ready({ ann: '', bob: '' });
    await set('bob', { kind: 'entry' });
    const first = await usersOf(await take());
    expect(first).toHaveLength(1);
    expect([...first, ...(await usersOf(await take()))].sort()).toEqual(['ann', 'bob']);
  });

  test('whoever must go alone goes alone, first or later', async () => {
    await ready({ ann: 'p', bob: 'p', cat: 'p' });
    await set('bob', { alone: 1, ready_at: T0 - 1 });
    expect(await usersOf(await take())).toEqual(['bob']);
    await set('cat', { alone: 1, ready_at: T0 + 1 });
    expect(await usersOf(await take(WAIT, 100, T0 + 1))).toEqual(['ann']);
    expect(await usersOf(await take(WAIT, 100, T0 + 1))).toEqual(['cat']);
  });

  test('takes at most `limit`, nothing of another node, nothing whose time has not come', async () => {
    await ready({ ann: 'p', bob: 'p', cat: 'p' });
    expect(await take(TRIGGER)).toEqual([]);
    expect(await take(WAIT, 100, T0 - 1)).toEqual([]);
    expect(await take(WAIT, 2)).toHaveLength(2);
    expect(await take(WAIT, 1)).toHaveLength(1);
  });

  test('a claim wins once; the second execution with the same marker gets nobody', async () => {
    await ready({ ann: 'p', bob: 'p' });
    const refs = await take();
    expect(await now().store.claim(refs, 'one', BOOT)).toHaveLength(2);
    expect(await now().store.claim(refs, 'two', BOOT)).toEqual([]);
    expect(await now().store.peopleOf('two')).toEqual([]);
    expect(await now().store.peopleOf('one')).toHaveLength(2);
  });

  test('an old attempt loses against a newer one, even before that is claimed', async () => {
    await ready({ ann: 'p' });
    const old = await take();
    await set('ann', { state: 'ready' });
    const fresh = await take();
    expect(fresh[0]?.attempt).toBe(2);
    expect(await now().store.claim(old, 'old', BOOT)).toEqual([]);
    expect(await now().store.claim(fresh, 'fresh', BOOT)).toHaveLength(1);
  });

  test('answers in the order of the marker, leaving out whoever was not won', async () => {
    await ready({ ann: 'p', bob: 'p', cat: 'p' });
    const refs = (await take()).reverse();
    const wrong = refs.map((ref, index) => (index === 1 ? { ...ref, attempt: 7 } : ref));
    const people = await now().store.claim([...wrong, { id: newId(), attempt: 1 }], 'one', BOOT);
    expect(people.map((person) => person.deliveryId)).toEqual([found(refs[0]).id, found(refs[2]).id]);
  });

  test('ids that were never given out win nothing', async () => {
    expect(await now().store.claim([{ id: newId(), attempt: 1 }], 'one', BOOT)).toEqual([]);
    expect(await now().store.claim([], 'one', BOOT)).toEqual([]);
  });

  test('whoever left the journey while the delivery was ready is not claimed, and the delivery is over', async () => {
    const [ann] = await enter(now().store, ['ann', 'bob']);
    await now()
      .engine.db.updateTable('journey_enrollment')
      .set({ state: 'ended' })
      .where('user_id', '=', 'ann')
      .execute();
    await now().store.finish('entry', { kind: 'error', message: 'x' }, T0);
    const refs = [...(await take(TRIGGER)), ...(await take(TRIGGER))];
    const people = await now().store.claim(refs, 'again', BOOT);
    expect(people.map((person) => person.userId)).toEqual(['bob']);
    const rows = await deliveries(now().engine);
    expect(rows.find((row) => row.id === found(ann).deliveryId)).toMatchObject({
      state: 'settled',
      reason: 'exited',
    });
  });

  test('an entry is told its event, instance and time', async () => {
    await now().store.putRule(
      { ...TRIGGER, rule: entryRule({ instancePath: 'properties.id' }) },
      { fresh: true, now: T0 },
    );
    await now().store.append([event('ann', 'start', { properties: { id: 'B7' }, at: T0 + 3 })]);
    await route(now().store);
    const [person] = await run(now().store, TRIGGER, 'entry');
    expect(person).toMatchObject({ instanceKey: 'B7', enteredAt: T0 + 3, attempt: 1, wait: null });
    expect(found(person).entryEvent).toMatchObject({ event: 'start', properties: { id: 'B7' }, seq: 1 });
    expect(await now().store.peopleOf('entry')).toEqual([personOf(found(person))]);
  });
}
