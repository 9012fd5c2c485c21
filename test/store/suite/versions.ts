import type { ReportQuery } from '../../../journey/ports/store';
import type { Open } from '../engines';
import { freshStore } from '../fixture';
import { DAY, enterAndPark, event, HOUR, route, T0, TRIGGER, WAIT } from '../kit';

/** What versions of journeys are called, and what a report tells that belongs to none of them. */
export function describeVersions(open: Open): void {
  const now = freshStore(open);

  test('without a version: who was refused and what came too late, by the hour it happened', async () => {
    const { store } = now();
    await enterAndPark(store);
    await store.resolveDue(T0 + DAY, 10);
    const late = event('ann', 'paid', { at: T0 + 1 });
    await store.append([late, event('ann', 'start'), event('ann', 'start')]);
    await route(store, T0 + DAY + HOUR);
    const told = async (given: Partial<ReportQuery> = {}) =>
      (await store.report({ workflowId: 'journey', range: 'entry', from: null, to: null, ...given }))
        .filter(({ version }) => version === null)
        .map(({ nodeId, outcomes, entered, firstAt }) => [nodeId, outcomes, entered, firstAt]);
    const rows = [
      [TRIGGER.nodeId, { already_entered: 2 }, 0, T0 + DAY + HOUR],
      [WAIT.nodeId, { late_match: 1 }, 0, T0 + DAY + HOUR],
    ];
    expect(await told()).toEqual(rows);
    expect(await told({ range: 'event', from: T0 + DAY + HOUR, to: T0 + DAY + 2 * HOUR })).toEqual(rows);
    expect(await told({ from: T0 + DAY + 2 * HOUR })).toEqual([]);
    expect(await told({ to: T0 + DAY + HOUR })).toEqual([]);
    expect(await told({ workflowId: 'other' })).toEqual([]);
  });

  test('what versions of a journey are called: the newest names, and those of nodes that are gone', async () => {
    const { store } = now();
    const one = { workflowId: 'w', version: 'v1', name: 'Old', nodes: { a: 'A', b: 'B' }, timeScale: 7200 };
    await store.putVersion({ ...one, seenAt: T0, published: true });
    await store.putVersion({
      ...one,
      version: 'v2',
      name: 'New',
      nodes: { a: 'Again' },
      timeScale: 1,
      seenAt: T0 + 1,
      published: true,
    });
    const map = { name: 'New', nodes: { a: 'Again', b: 'B' }, timeScales: { v1: 7200, v2: 1 } };
    expect(await store.journeyMaps(['w', 'x', 'w'])).toEqual(new Map([['w', map]]));
    await store.putVersion({ ...one, name: 'Back', seenAt: T0 + 2, published: true });
    expect((await store.journeyMaps(['w'])).get('w')).toMatchObject({ name: 'Back', nodes: { a: 'A' } });
  });
}
