import type { Open } from '../engines';
import { freshStore } from '../fixture';
import { enter, event, found, HOUR, parking, route, run, T0, WAIT } from '../kit';

/** Waits as a page sees them whose link somebody opens. */
export function describeWaitViews(open: Open): void {
  const now = freshStore(open);
  const remembering = (memo: unknown) => ({ json: {}, lineage: [], trimmed: false, memo });

  test('an unknown key is nothing', async () => {
    expect(await now().store.waitsSince('made up')).toEqual([]);
  });

  test('open, then ended by its event, with what the node remembers', async () => {
    const ann = found((await enter(now().store, ['ann']))[0]);
    const request = parking(ann, { carried: remembering({ page: 1 }) });
    await now().store.park([request]);
    expect(await now().store.waitsSince(request.waitKey)).toEqual([
      {
        ...{ workflowId: WAIT.workflowId, userId: 'ann', deadlineAt: request.deadlineAt },
        ...{ state: 'open', event: null, memo: { page: 1 } },
      },
    ]);
    await now().store.append([event('ann', 'paid', { at: T0 + 1, eventId: 'e-1' })]);
    await route(now().store);
    expect(await now().store.waitsSince(request.waitKey)).toMatchObject([
      { state: 'resolved', event: { eventId: 'e-1' }, memo: { page: 1 } },
    ]);
  });

  test('timed out: no event', async () => {
    const ann = found((await enter(now().store, ['ann']))[0]);
    const request = parking(ann);
    await now().store.park([request]);
    await now().store.resolveDue(found(request.deadlineAt), 10);
    expect(await now().store.waitsSince(request.waitKey)).toMatchObject([
      { state: 'timed_out', event: null },
    ]);
  });

  test('then the later waits of the same passage at the same node, and of nobody else', async () => {
    const [ann, bob] = await enter(now().store, ['ann', 'bob']);
    const request = parking(found(ann));
    await now().store.park([request, parking(found(bob))]);
    await now().store.finish('entry', { kind: 'success' }, T0);
    await now().store.append([event('ann', 'paid', { at: T0 + 1 })]);
    await route(now().store);
    const again = found((await run(now().store, WAIT, 'continuation', T0 + HOUR))[0]);
    await now().store.park([
      parking(again, { waitKey: 'later', startedAt: T0 + HOUR, carried: remembering(2) }),
      parking(again, { waitKey: 'elsewhere', startedAt: T0 + HOUR, nodeId: 'elsewhere' }),
    ]);
    expect(await now().store.waitsSince(request.waitKey)).toMatchObject([
      { userId: 'ann', state: 'resolved' },
      { userId: 'ann', state: 'open', memo: 2 },
    ]);
    expect(await now().store.waitsSince('later')).toMatchObject([{ state: 'open', memo: 2 }]);
  });
}
