import { DAY, deliveries, enrollments, entryRule, equals, event, route, T0, TRIGGER, counted } from '../kit';
import { decide } from '../../../journey/passes/decide';
import type { EntryRule } from '../../../journey/domain/entry';
import type { Open } from '../engines';
import { freshStore } from '../fixture';

/** Who enters a journey, and when again. */
export function describeEntries(open: Open): void {
  const now = freshStore(open);
  const rule = (given: Partial<EntryRule> = {}) =>
    now().store.putRule({ ...TRIGGER, rule: entryRule(given) }, { fresh: true, now: T0 });
  const start = (properties = {}, at = T0) => event('ann', 'start', { properties, at });
  const append = (...events: ReturnType<typeof event>[]) => now().store.append(events);
  const end = () => now().engine.db.updateTable('journey_enrollment').set({ state: 'ended' }).execute();
  const entries = async () => (await enrollments(now().engine)).map((row) => row.entered_at - T0);

  test('an event that meets the conditions enters, others do not', async () => {
    await rule({ conditions: equals('properties.platform', 'ios') });
    await append(start({ platform: 'web' }), start({}), start({ platform: 'ios' }), event('ann', 'other'));
    expect(await route(now().store)).toEqual({ events: 4, moved: true, resolved: 0, entered: 1 });
    expect(await enrollments(now().engine)).toMatchObject([
      { user_id: 'ann', entry_seq: 3, state: 'active' },
    ]);
    expect(await deliveries(now().engine)).toMatchObject([
      { kind: 'entry', state: 'ready', node_id: 'trigger' },
    ]);
  });

  test('a condition that cannot be evaluated is a non-match of that rule alone, and counted', async () => {
    await rule({ conditions: equals('properties.platform', 'ios') });
    const second = { workflowId: 'second', nodeId: 'trigger' };
    await now().store.putRule({ ...second, rule: entryRule() }, { fresh: true, now: T0 });
    await append(start({ platform: { deep: 1 } }));
    await route(now().store);
    expect(await enrollments(now().engine)).toMatchObject([{ workflow_id: 'second' }]);
    expect(await counted(now().engine, 'rule_error')).toBe(1);
  });

  test('once: never again, not even after the end; the refusal is counted', async () => {
    await rule({ reEntry: { mode: 'once' } });
    await append(start(), start());
    await route(now().store);
    await end();
    await append(start({}, T0 + 400 * DAY));
    await route(now().store);
    expect(await entries()).toEqual([0]);
    expect(await counted(now().engine, 'already_entered')).toBe(2);
  });

  test('after exit: refused while inside, allowed after the end', async () => {
    await rule({ reEntry: { mode: 'afterExit' } });
    await append(start(), start({}, T0 + 1));
    await route(now().store);
    expect(await entries()).toEqual([0]);
    expect(await counted(now().engine, 'still_inside')).toBe(1);
    await end();
    await append(start({}, T0 + 2));
    await route(now().store);
    expect(await entries()).toEqual([0, 2]);
  });

  test('after days: counted from the latest entry, to the millisecond', async () => {
    await rule({ reEntry: { mode: 'afterDays', days: 7 } });
    await append(start());
    await route(now().store);
    await end();
    await append(start({}, T0 + 7 * DAY - 1), start({}, T0 + 7 * DAY));
    await route(now().store);
    expect(await entries()).toEqual([0, 7 * DAY]);
    expect(await counted(now().engine, 'too_soon')).toBe(1);
  });

  test('always: several passages side by side, also within one batch', async () => {
    await rule({ reEntry: { mode: 'always' } });
    await append(start({}, T0), start({}, T0 + 1));
    await route(now().store);
    expect(await entries()).toEqual([0, 1]);
  });

  test('instance keys tell passages apart: numbers, texts, objects and none', async () => {
    await rule({ instancePath: 'properties.booking' });
    await append(
      start({ booking: 7 }),
      start({ booking: '7' }),
      start({ booking: 'B' }),
      start({ booking: { a: 1 } }),
      start(),
    );
    await route(now().store);
    const keys = (await enrollments(now().engine)).map((row) => row.instance_key);
    expect(keys).toEqual(['7', 'B', '{"a":1}', '']);
  });

  test('a batch applies in the order things happened, not in the order they arrived', async () => {
    await rule();
    await append(start({ n: 'late' }, T0 + 5000), start({ n: 'early' }, T0));
    await route(now().store);
    expect(await entries()).toEqual([0]);
  });

  test('events before a fresh rule do not enter; a rule put again keeps its place', async () => {
    await append(start({}, T0));
    await rule();
    await append(event('bob', 'start'));
    await now().store.putRule(
      { ...TRIGGER, rule: entryRule({ events: ['start', 'more'] }) },
      { fresh: false, now: T0 },
    );
    await append(event('cat', 'more'));
    await route(now().store);
    expect((await enrollments(now().engine)).map((row) => row.user_id)).toEqual(['bob', 'cat']);
  });

  test('a fresh rule over an older one starts at the head again', async () => {
    await rule();
    await append(start());
    await rule();
    await route(now().store);
    expect(await entries()).toEqual([]);
  });

  test('rules of nodes that are gone are dropped, others stay', async () => {
    await rule();
    await now().store.putRule(
      { workflowId: 'journey', nodeId: 'old', rule: entryRule() },
      { fresh: true, now: T0 },
    );
    await now().store.keepRules('journey', ['trigger']);
    expect(await now().store.ruleLiveAt({ workflowId: 'journey', nodeId: 'old' })).toBeNull();
    expect(await now().store.ruleLiveAt(TRIGGER)).toBe(T0);
    await now().store.keepRules('journey', []);
    expect(await now().store.ruleLiveAt(TRIGGER)).toBeNull();
  });

  test('a heartbeat says which rules were served when', async () => {
    await rule();
    await now().store.heartbeat('boot-1', [TRIGGER], T0 + 90_000);
    expect(await now().store.ruleLiveAt(TRIGGER)).toBe(T0 + 90_000);
  });

  test('a router that was overtaken writes nothing', async () => {
    await rule({ reEntry: { mode: 'always' } });
    await append(start());
    await route(now().store);
    await now().engine.db.updateTable('journey_cursor').set({ seq: 0 }).where('name', '=', 'route').execute();
    const { engine, store } = now();
    const lockUsers = engine.lockUsers;
    // Another router moves the cursor while this one waits for its users.
    engine.lockUsers = async (tx, users) => {
      await lockUsers(tx, users);
      await tx.updateTable('journey_cursor').set({ seq: 1 }).where('name', '=', 'route').execute();
    };
    expect(await store.route(10, decide, T0)).toEqual({ events: 0, moved: false, resolved: 0, entered: 0 });
    engine.lockUsers = lockUsers;
    expect(await entries()).toEqual([0]);
  });

  test('routes at most `limit` events and goes on from there', async () => {
    await rule({ reEntry: { mode: 'always' } });
    await append(start({}, T0), start({}, T0 + 1), start({}, T0 + 2));
    expect(await route(now().store, T0, 2)).toMatchObject({ events: 2, entered: 2 });
    expect(await route(now().store, T0, 2)).toMatchObject({ events: 1, entered: 1 });
    expect(await route(now().store, T0, 2)).toMatchObject({ events: 0, entered: 0, moved: true });
  });

  test('a decision that throws leaves everything as it was; burying moves on past one event', async () => {
    await rule();
    await append(start(), event('bob', 'start'));
    const broken = () => {
      throw new Error('poison');
    };
    await expect(now().store.route(10, broken, T0)).rejects.toThrow('poison');
    expect((await now().store.progress()).cursor).toBe(0);
    expect(await now().store.buryNext('poison', T0)).toBe(1);
    await route(now().store);
    expect((await enrollments(now().engine)).map((row) => row.user_id)).toEqual(['bob']);
    expect(await now().engine.db.selectFrom('journey_event_dead').selectAll().execute()).toEqual([
      { kind: 'failed', seq: 1, reason: 'poison', failed_at: T0 },
    ]);
    expect(await now().store.buryNext('nothing there', T0)).toBeNull();
  });
}
