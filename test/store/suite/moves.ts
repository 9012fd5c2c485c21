import type { Verdict } from '../../../journey/ports/doctor';
import { heldAt } from '../../../journey/store/deliveries';
import { resolve } from '../../../journey/store/resolve';
import type { Open } from '../engines';
import { freshStore } from '../fixture';
import {
  deliveries,
  enter,
  enterAndPark,
  entryRule,
  event,
  found,
  HOUR,
  route,
  run,
  T0,
  TRIGGER,
  WAIT,
} from '../kit';

const THANKS = '5d0c5c2e-6f5e-4a36-9c53-1d1f0f0a0b8e';
const ELSEWHERE = '00000000-0000-4000-8000-000000000009';

/** People whom an admin lets go on at another node. */
export function describeMoves(open: Open): void {
  const now = freshStore(open);
  const move = (id: string, to: string, verdict: Verdict = 'move') =>
    resolve(now().engine, id, verdict, T0 + HOUR, to);
  const told = (seenAt: number, nodes: Record<string, string>, published = true) =>
    now().store.putVersion({
      ...{
        workflowId: TRIGGER.workflowId,
        version: JSON.stringify(nodes),
        name: 'Journey',
        timeScale: 1,
        seenAt,
      },
      ...{ nodes, published },
    });
  /** Somebody whose wait has ended, and whose node the journey has lost. */
  const held = async (): Promise<string> => {
    const root = { nodeId: TRIGGER.nodeId, name: 'Entered', output: 0, json: {} };
    await enterAndPark(now().store, 'ann', { carried: { json: {}, lineage: [root], trimmed: false } });
    await now().store.append([event('ann', 'paid')]);
    await route(now().store);
    await now().store.holdUnheard([TRIGGER]);
    return found((await heldAt(now().engine, WAIT))[0]);
  };

  test('they are started by the trigger, alone, with what they carried and where they are to arrive', async () => {
    await told(T0, { trigger: 'Entered', wait: 'Wait', [THANKS]: 'Thanks' });
    const id = await held();
    expect(await move(id, 'Thanks')).toEqual({ kind: 'resolved', what: 'delivery' });
    expect(await heldAt(now().engine, WAIT)).toEqual([]);
    const [ann] = await run(now().store, TRIGGER, 'moved', T0 + HOUR);
    expect(ann).toMatchObject({
      ...{ userId: 'ann', move: { from: 'wait', to: THANKS } },
      wait: { result: { branchId: 'paid' } },
    });
    expect((await deliveries(now().engine)).find((row) => row.id === id)).toMatchObject({ alone: 1 });
  });

  test('a node is found by its name in the version seen last, or by its id', async () => {
    await told(T0, { old: 'Thanks' });
    await told(T0 + 1, { [THANKS]: 'Thanks', more: 'More' });
    // Somebody who walks an older version tells nothing of what is published.
    await told(T0 + 2, { old: 'Thanks' }, false);
    const id = await held();
    const target = async () => (await deliveries(now().engine)).find((row) => row.id === id)?.move_to;
    expect(await move(id, 'Thank')).toEqual({
      kind: 'unknown_node',
      node: 'Thank',
      nodes: ['More', 'Thanks'],
    });
    expect(await target()).toBeNull();
    for (const [to, expected] of [
      ['Thanks', THANKS],
      ['more', 'more'],
      [ELSEWHERE, ELSEWHERE],
    ] as const) {
      expect(await move(id, to)).toEqual({ kind: 'resolved', what: 'delivery' });
      expect(await target()).toBe(expected);
      // Until somebody listens to the trigger they can be moved on.
      await now().store.holdUnheard([]);
    }
  });

  test('whoever never started may be moved too, and is not dropped with the entries of the pause', async () => {
    await told(T0, { [THANKS]: 'Thanks' });
    await now().store.putRule({ ...TRIGGER, rule: entryRule() }, { fresh: true, now: T0 });
    await now().store.append([event('ann', 'start', { at: T0 + 1 })]);
    await route(now().store);
    await now().store.holdUnheard([]);
    const id = found((await heldAt(now().engine, TRIGGER))[0]);
    expect(await move(id, 'Thanks')).toEqual({ kind: 'resolved', what: 'delivery' });
    expect(await now().store.dropPausedEntries(TRIGGER, T0, T0 + HOUR)).toBe(0);
    expect(await run(now().store, TRIGGER, 'moved', T0 + HOUR)).toMatchObject([
      { move: { from: 'trigger', to: THANKS }, wait: null },
    ]);
  });

  test('others are started as ever', async () => {
    expect(await enter(now().store, ['ann'])).toMatchObject([{ move: null }]);
  });

  test('nobody is moved in a journey that has no trigger left', async () => {
    const id = await held();
    await now().store.keepRules(TRIGGER.workflowId, []);
    expect(await move(id, THANKS)).toEqual({ kind: 'no_trigger' });
  });

  test('where the workflow has no such node they are held where they were, to be decided about anew', async () => {
    const id = await held();
    await move(id, ELSEWHERE);
    const [ann] = await run(now().store, TRIGGER, 'moved', T0 + HOUR);
    await now().store.takeMoveBack({ id, attempt: found(ann).attempt - 1 });
    expect(await heldAt(now().engine, WAIT)).toEqual([]);
    await now().store.takeMoveBack({ id, attempt: found(ann).attempt });
    expect(await heldAt(now().engine, WAIT)).toEqual([id]);
    // Publishing sends nobody on from where an admin did not want them.
    await now().store.releaseHeld(WAIT, T0 + HOUR);
    expect(await heldAt(now().engine, WAIT)).toEqual([id]);
    expect(await resolve(now().engine, id, 'again', T0 + HOUR)).toEqual({
      kind: 'resolved',
      what: 'delivery',
    });
    expect(await run(now().store, WAIT, 'again', T0 + HOUR)).toMatchObject([{ userId: 'ann', move: null }]);
  });

  test('they go on by the trigger they came by, and by another one where that is gone', async () => {
    const other = { ...TRIGGER, nodeId: 'a-later-one' };
    const id = await held();
    await now().store.putRule(
      { ...other, rule: entryRule({ events: ['other'] }) },
      { fresh: true, now: T0 + HOUR },
    );
    const place = async () => (await deliveries(now().engine)).find((row) => row.id === id)?.node_id;
    await move(id, THANKS);
    expect(await place()).toBe('trigger');
    await now().store.holdUnheard([]);
    await now().store.keepRules(TRIGGER.workflowId, [other.nodeId]);
    await move(id, THANKS);
    expect(await place()).toBe(other.nodeId);
  });

  test('the pace of the journey is for those who enter: whoever is moved neither waits for it nor counts', async () => {
    const id = await held();
    await now().store.append(['bob', 'cat', 'dan'].map((user) => event(user, 'start')));
    await route(now().store);
    const take = (at: number) => now().store.takeReady(TRIGGER, 10, 'boot', at, 1);
    expect(await take(T0)).toHaveLength(1);
    expect(await take(T0)).toEqual([]);
    await move(id, THANKS);
    expect(await take(T0 + HOUR)).toMatchObject([{ id }]);
    expect(await take(T0 + HOUR)).toHaveLength(1);
    expect(await take(T0 + HOUR)).toEqual([]);
  });
}
