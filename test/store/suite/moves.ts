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
  const told = (seenAt: number, nodes: Record<string, string>) =>
    now().store.putVersion({
      ...{ workflowId: TRIGGER.workflowId, version: `v${seenAt}`, name: 'Journey', timeScale: 1, seenAt },
      nodes,
    });
  /** Somebody whose wait has ended, and whose node the journey has lost. */
  const held = async (): Promise<string> => {
    await enterAndPark(now().store);
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
    expect(ann).toMatchObject({ userId: 'ann', moveTo: THANKS, wait: { result: { branchId: 'paid' } } });
    expect((await deliveries(now().engine)).find((row) => row.id === id)).toMatchObject({ alone: 1 });
  });

  test('a node is found by its name in the version seen last, or by its id', async () => {
    await told(T0, { old: 'Thanks' });
    await told(T0 + 1, { [THANKS]: 'Thanks', more: 'More' });
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
      { moveTo: THANKS, wait: null },
    ]);
  });

  test('others are started as ever', async () => {
    expect(await enter(now().store, ['ann'])).toMatchObject([{ moveTo: null }]);
  });

  test('nobody is moved in a journey that has no trigger left', async () => {
    const id = await held();
    await now().store.keepRules(TRIGGER.workflowId, []);
    expect(await move(id, THANKS)).toEqual({ kind: 'cannot_go_on' });
  });
}
