import { ALL_HAPPENED } from '../../../journey/domain/verdict';
import { SKIPPED, type ParkRequest } from '../../../journey/ports/store';
import type { Open } from '../engines';
import { freshStore } from '../fixture';
import {
  branch,
  counted,
  DAY,
  enter,
  enterAndPark,
  event,
  found,
  parking,
  route,
  run,
  T0,
  waits,
  WAIT,
} from '../kit';

const both: Partial<ParkRequest> = { branches: [branch('paid'), branch('rated')], allOf: true };

/** Waits for an event of every branch. */
export function describeAllBranches(open: Open): void {
  const now = freshStore(open);
  const happens = async (name: string, at: number, user = 'ann') => {
    await now().store.append([event(user, name, { at })]);
    return route(now().store, at);
  };
  const goOn = async (at = T0 + DAY) => (await run(now().store, WAIT, `at ${at}`, at))[0]?.wait?.result;
  const states = async () => (await waits(now().engine)).map((row) => row.state);

  test('the last event continues the person, once, with the events of all', async () => {
    await enterAndPark(now().store, 'ann', both);
    expect(await happens('rated', T0 + 1)).toMatchObject({ resolved: 0 });
    expect(await happens('rated', T0 + 2)).toMatchObject({ resolved: 0 });
    expect(await happens('paid', T0 + 3)).toMatchObject({ resolved: 1 });
    expect(await happens('paid', T0 + 4)).toMatchObject({ resolved: 0 });
    expect(await goOn()).toMatchObject({
      branchId: ALL_HAPPENED,
      event: { at: T0 + 3 },
      happened: [
        { branchId: 'paid', event: { at: T0 + 3 } },
        { branchId: 'rated', event: { at: T0 + 1 } },
      ],
    });
  });

  test('what has happened survives a restart, whatever order the events arrive in', async () => {
    await enterAndPark(now().store, 'ann', both);
    await happens('paid', T0 + 5);
    const { reopen } = now();
    if (!reopen) return;
    now.replace(await reopen());
    await now().store.append([event('ann', 'rated', { at: T0 + 2 })]);
    expect(await route(now().store, T0 + 9)).toMatchObject({ resolved: 1 });
    expect(await goOn()).toMatchObject({ event: { at: T0 + 5 } });
  });

  test('looking back counts for each branch', async () => {
    const [ann, bob] = await enter(now().store, ['ann', 'bob']);
    await now().store.append([
      event('ann', 'paid', { at: T0 + 1 }),
      event('bob', 'rated', { at: T0 + 2 }),
      event('bob', 'paid', { at: T0 + 3 }),
    ]);
    await route(now().store, T0 + 4);
    const requests = [ann, bob].map((person) => parking(found(person), { ...both, startedAt: T0 + 5 }));
    const happened = [
      { branchId: 'paid', event: { at: T0 + 3 } },
      { branchId: 'rated', event: { at: T0 + 2 } },
    ];
    const outcomes = [
      { kind: 'parked' },
      { kind: 'resolved', result: { branchId: ALL_HAPPENED, event: { at: T0 + 3 }, happened } },
    ];
    expect(await now().store.park(requests)).toMatchObject(outcomes);
    expect(await now().store.park(requests)).toMatchObject(outcomes);
    await now().store.finish('entry', { kind: 'success' }, T0 + 6);
    expect(await happens('rated', T0 + 7)).toMatchObject({ resolved: 1 });
  });

  test('whoever times out carries what had happened, and may use it for the next wait', async () => {
    await enterAndPark(now().store, 'ann', both);
    await happens('rated', T0 + 1);
    expect(await now().store.resolveDue(T0 + DAY, 10)).toMatchObject({ timedOut: 1, matched: 0 });
    const [person] = await run(now().store, WAIT, 'timed out', T0 + DAY);
    expect(found(person).wait?.result).toMatchObject({
      branchId: null,
      event: null,
      happened: [{ branchId: 'rated', event: { at: T0 + 1 } }],
    });
    const next = { waitKey: 'next', nodeId: 'next', branches: [branch('rated')] };
    expect(await now().store.park([parking(found(person), next)])).toMatchObject([
      { kind: 'resolved', result: { event: { at: T0 + 1 }, happened: null } },
    ]);
  });

  test('events that ended such a wait are used up, all of them', async () => {
    await enterAndPark(now().store, 'ann', both);
    await happens('rated', T0 + 1);
    await happens('paid', T0 + 2);
    const [person] = await run(now().store, WAIT, 'again', T0 + 3);
    const next = { waitKey: 'next', nodeId: 'next', startedAt: T0 + 3 };
    const requests = ['paid', 'rated'].map((name) =>
      parking(found(person), { ...next, waitKey: name, branches: [branch(name)] }),
    );
    expect(await now().store.park(requests)).toMatchObject([{ kind: 'parked' }, { kind: 'parked' }]);
  });

  test('a last event that is in the log but not routed wins over the time-out', async () => {
    await enterAndPark(now().store, 'ann', both);
    await happens('rated', T0 + 1);
    await now().store.append([event('ann', 'paid', { at: T0 + DAY })]);
    expect(await now().store.resolveDue(T0 + DAY, 10)).toMatchObject({ timedOut: 0, matched: 1 });
    expect(await goOn()).toMatchObject({ branchId: ALL_HAPPENED });
  });

  test('what would have completed it is a late match only when it does', async () => {
    await enterAndPark(now().store, 'ann', { branches: [...both.branches!, branch('shared')], allOf: true });
    await happens('rated', T0 + 1);
    await now().store.resolveDue(T0 + DAY, 10);
    await now().store.append([event('ann', 'paid', { at: T0 + 2 })]);
    await route(now().store, T0 + DAY + 1);
    expect(await counted(now().engine, 'late_match')).toBe(0);
    await now().store.append([event('ann', 'shared', { at: T0 + 3 })]);
    await route(now().store, T0 + DAY + 2);
    expect(await counted(now().engine, 'late_match')).toBe(1);
  });

  test('a merge of ids brings together what happened under both', async () => {
    await enterAndPark(now().store, 'anon', both);
    await happens('rated', T0 + 1, 'anon');
    await happens('paid', T0 + 2, 'ann');
    expect(await states()).toEqual(['open']);
    await now().store.append([event('ann', '$alias', { at: T0 + 3, properties: { alias: 'anon' } })]);
    expect(await route(now().store, T0 + 3)).toMatchObject({ resolved: 1 });
    expect(await goOn()).toMatchObject({ happened: [{ event: { at: T0 + 2 } }, { event: { at: T0 + 1 } }] });
  });

  test('progress made before a merge counts after it', async () => {
    await enterAndPark(now().store, 'anon', both);
    await happens('rated', T0 + 1, 'anon');
    await now().store.append([event('ann', '$alias', { at: T0 + 2, properties: { alias: 'anon' } })]);
    await route(now().store, T0 + 2);
    expect(await happens('paid', T0 + 3, 'ann')).toMatchObject({ resolved: 1 });
  });

  test('who is skipped carries what had happened, also when replayed', async () => {
    const [ann] = await enter(now().store, ['ann']);
    await happens('rated', T0 + 1);
    const late = { startedAt: T0 + 9, deadlineAt: T0 + 5, late: 'skip' } as const;
    const request = parking(found(ann), { ...both, ...late });
    const skipped = { branchId: SKIPPED, event: null, happened: [{ branchId: 'rated' }] };
    for (let attempt = 0; attempt < 2; attempt += 1)
      expect(await now().store.park([request])).toMatchObject([{ kind: 'resolved', result: skipped }]);
  });
}
