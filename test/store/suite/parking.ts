import type { LookBack } from '../../../journey/ports/store';
import { diagnose } from '../../../journey/store/doctor';
import { MAX_WAITS_PER_HOUR } from '../../../journey/store/loops';
import type { Open } from '../engines';
import { freshStore } from '../fixture';
import {
  branch,
  deliveries,
  enrollments,
  enter,
  entryRule,
  event,
  found,
  HOUR,
  parking,
  route,
  run,
  T0,
  WAIT,
  waits,
  ROOMY,
  TRIGGER,
} from '../kit';

/** Registering a wait, and finding that it is over already. */
export function describeParking(open: Open): void {
  const now = freshStore(open);
  const append = (...events: ReturnType<typeof event>[]) => now().store.append(events);
  const paid = (at: number) => event('ann', 'paid', { at });
  const ann = async (rule = entryRule()) => found((await enter(now().store, ['ann'], rule))[0]);

  test('parks: nothing is delivered, the execution may end, the person stays inside', async () => {
    const person = await ann();
    expect(await now().store.park([parking(person)])).toEqual([{ kind: 'parked' }]);
    await now().store.finish('entry', { kind: 'success' }, T0);
    expect(await now().store.progress()).toMatchObject({ openWaits: 1, deliveries: {} });
    expect((await deliveries(now().engine)).map((row) => row.state)).toEqual(['settled']);
  });

  test('already happened: goes on at once, without a delivery', async () => {
    const person = await ann();
    await append(paid(T0 + 5));
    await route(now().store);
    const [outcome] = await now().store.park([parking(person, { startedAt: T0 + 10 })]);
    expect(outcome).toMatchObject({
      kind: 'resolved',
      result: {
        branchId: 'paid',
        event: { at: T0 + 5 },
        startedAt: T0 + 10,
        deadlineAt: found(parking(person).deadlineAt),
      },
    });
    expect((await deliveries(now().engine)).filter((row) => row.kind === 'wait')).toEqual([]);
    expect((await now().store.progress()).openWaits).toBe(0);
  });

  test('the look-back sees events that nobody has routed yet', async () => {
    const person = await ann();
    await append(paid(T0 + 5));
    expect(await now().store.park([parking(person, { startedAt: T0 + 10 })])).toMatchObject([
      { kind: 'resolved' },
    ]);
    expect(await route(now().store)).toMatchObject({ events: 1, resolved: 0 });
  });

  test('the look-back never sees the entry event', async () => {
    const person = await ann(entryRule({ events: ['start'] }));
    const request = parking(person, { branches: [branch('start')], lookBack: { mode: 'ever' } });
    expect(await now().store.park([request])).toEqual([{ kind: 'parked' }]);
  });

  const spans: [LookBack, number, string][] = [
    [{ mode: 'default' }, T0, 'resolved'],
    [{ mode: 'default' }, T0 - 1, 'parked'],
    [{ mode: 'entry' }, T0, 'resolved'],
    [{ mode: 'entry' }, T0 - 1, 'parked'],
    [{ mode: 'step' }, T0 + HOUR, 'resolved'],
    [{ mode: 'step' }, T0 + HOUR - 1, 'parked'],
    [{ mode: 'ever' }, 0, 'resolved'],
    [{ mode: 'duration', ms: 2 * HOUR }, T0 - HOUR, 'resolved'],
    [{ mode: 'duration', ms: 2 * HOUR }, T0 - HOUR - 1, 'parked'],
  ];
  test.each(spans)('look-back %j: an event at %i is %s', async (lookBack, at, kind) => {
    const person = await ann();
    await append(paid(at));
    const [outcome] = await now().store.park([parking(person, { lookBack, startedAt: T0 + HOUR })]);
    expect(found(outcome).kind).toBe(kind);
  });

  test('by default a node visited again looks back from the step only; another node still from the entry', async () => {
    const person = await ann();
    await append(paid(T0 + 5), paid(T0 + 6));
    await now().store.park([parking(person, { startedAt: T0 + 10 })]);
    const again = parking(person, { startedAt: T0 + 20, waitKey: 'second visit' });
    expect(await now().store.park([again])).toEqual([{ kind: 'parked' }]);
    const elsewhere = parking(person, { startedAt: T0 + 20, nodeId: 'elsewhere', waitKey: 'elsewhere' });
    expect(await now().store.park([elsewhere])).toMatchObject([
      { kind: 'resolved', result: { event: { at: T0 + 6 } } },
    ]);
  });

  test('the same key again keeps the open wait as it was', async () => {
    const person = await ann();
    await now().store.park([parking(person)]);
    const later = parking(person, { deadlineAt: T0 + 7 * HOUR, startedAt: T0 + HOUR });
    expect(await now().store.park([later])).toEqual([{ kind: 'parked' }]);
    expect(await waits(now().engine)).toMatchObject([
      { parked_at: T0, deadline_at: parking(person).deadlineAt },
    ]);
  });

  test('the same key again, ended by a delivery: parked, for the delivery is what continues', async () => {
    const person = await ann();
    await now().store.park([parking(person)]);
    await append(paid(T0 + 1));
    await route(now().store);
    expect(await now().store.park([parking(person)])).toEqual([{ kind: 'parked' }]);
    expect(await waits(now().engine)).toHaveLength(1);
  });

  test('the same key again, over at once: the same event again, although an earlier one has come since', async () => {
    const person = await ann();
    await append(paid(T0 + 5));
    const first = await now().store.park([parking(person)]);
    await append(paid(T0 + 4));
    expect(await now().store.park([parking(person)])).toEqual(first);
  });

  test('a replay after a crash finds the wait of the first time', async () => {
    const person = await ann();
    await now().store.park([parking(person, { settles: false })]);
    await now().store.recover('boot-2', { ...ROOMY, othersAreDead: true }, T0);
    const [again] = await run(now().store, TRIGGER, 'replay', T0, 'boot-2');
    expect(found(again).attempt).toBe(2);
    expect(await now().store.park([parking(found(again), { settles: false })])).toEqual([{ kind: 'parked' }]);
    expect(await waits(now().engine)).toHaveLength(1);
  });

  test('whoever runs in circles leaves with an error, which the doctor tells', async () => {
    const person = await ann();
    const circle = (round: number, startedAt: number) =>
      now().store.park([parking(person, { waitKey: `round ${round}`, settles: false, startedAt })]);
    for (let round = 0; round < MAX_WAITS_PER_HOUR; round += 1)
      expect(await circle(round, T0)).toEqual([{ kind: 'parked' }]);
    // An hour later nobody counts them any more.
    expect(await circle(1000, T0 + HOUR)).toEqual([{ kind: 'parked' }]);
    expect(await circle(1001, T0 + HOUR - 1)).toEqual([{ kind: 'exited' }]);
    const error = 'loop: began more than 100 waits within an hour';
    expect(await enrollments(now().engine)).toMatchObject([{ state: 'ended', reason: 'error', error }]);
    await now().store.finish('entry', { kind: 'success' }, T0 + HOUR);
    const { findings } = await diagnose(now().engine, { now: T0 + HOUR, realNow: Date.now, examples: 1 });
    expect(findings).toMatchObject([{ kind: 'failed', count: 1, reason: error }]);
  });

  test('a stale attempt parks nothing', async () => {
    const person = await ann();
    await now().store.recover('boot-2', { ...ROOMY, othersAreDead: true }, T0);
    await run(now().store, TRIGGER, 'replay', T0, 'boot-2');
    expect(await now().store.park([parking(person)])).toEqual([{ kind: 'stale_attempt' }]);
    expect(await waits(now().engine)).toEqual([]);
  });

  test('an execution that has ended parks nothing any more', async () => {
    const person = await ann();
    await now().store.finish('entry', { kind: 'success' }, T0);
    expect(await now().store.park([parking(person)])).toEqual([{ kind: 'stale_attempt' }]);
  });

  test('somebody who has left the journey is told so', async () => {
    const person = await ann();
    await now().engine.db.updateTable('journey_enrollment').set({ state: 'ended' }).execute();
    expect(await now().store.park([parking(person)])).toEqual([{ kind: 'exited' }]);
    expect(await waits(now().engine)).toEqual([]);
  });

  test('each of many people gets an own outcome, in order', async () => {
    const [a, b, c] = (await enter(now().store, ['ann', 'bob', 'cat'])).map((person) => person);
    await append(event('bob', 'paid', { at: T0 + 1 }));
    const stale = { ...parking(found(c)), person: { ...parking(found(c)).person, attempt: 9 } };
    const outcomes = await now().store.park([parking(found(a)), parking(found(b)), stale]);
    expect(outcomes.map((outcome) => outcome.kind)).toEqual(['parked', 'resolved', 'stale_attempt']);
  });

  test('two waits of one person in one call: an event that has happened ends only the first', async () => {
    const person = await ann();
    await append(paid(T0 + 1));
    const second = parking(person, { waitKey: 'second', nodeId: 'second' });
    const outcomes = await now().store.park([parking(person), second]);
    expect(outcomes.map((outcome) => outcome.kind)).toEqual(['resolved', 'parked']);
  });

  test('what is carried comes back unchanged, NUL and lone surrogates included', async () => {
    const person = await ann();
    const json = { text: 'a\0b\ud800', list: [1, null, { deep: true }] };
    const lineage = [{ nodeId: 'trigger', name: 'Start', output: 0, json: { é: '😀' } }];
    await now().store.park([parking(person, { carried: { json, lineage, trimmed: true } })]);
    await append(paid(T0 + 1));
    await route(now().store);
    const [continued] = await run(now().store, WAIT, 'continuation');
    expect(found(continued).wait?.carried).toEqual({ json, lineage, trimmed: true });
  });
}
