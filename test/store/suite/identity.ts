import type { NewEvent } from '../../../journey/domain/user-event';
import type { Open } from '../engines';
import { freshStore } from '../fixture';
import {
  branch,
  counted,
  DAY,
  deliveries,
  enrollments,
  enter,
  enterAndPark,
  entryRule,
  event,
  found,
  HOUR,
  parking,
  route,
  run,
  T0,
  TRIGGER,
  WAIT,
  waits,
} from '../kit';

/** `anon` becomes `ann`, by an event. */
export function alias(other: string, userId: string, at = T0): NewEvent {
  return event(userId, '$alias', { at, properties: { alias: other } });
}

/** One person under several ids. */
export function describeIdentity(open: Open): void {
  const now = freshStore(open);
  const happen = async (...events: NewEvent[]) => {
    await now().store.append(events);
    for (;;) if ((await route(now().store)).events === 0) return;
  };
  const states = async () => (await waits(now().engine)).map((row) => [row.user_id, row.state]);
  const aliases = async () => {
    const rows = await now().engine.db.selectFrom('journey_alias').selectAll().orderBy('alias').execute();
    return rows.map((row) => [row.alias, row.user_id]);
  };
  const logged = async (name: string) => {
    const rows = await now()
      .engine.db.selectFrom('journey_event')
      .selectAll()
      .where('name', '=', name)
      .execute();
    return rows.map((row) => row.user_id);
  };
  const profile = async () =>
    (await now().engine.db.selectFrom('journey_profile').selectAll().orderBy('user_id').execute()).map(
      (row) => [row.user_id, JSON.parse(row.traits) as unknown],
    );

  test('a purchase under an anonymous id, merged five hours later, is a purchase of the user', async () => {
    await enterAndPark(now().store);
    await happen(event('anon', 'paid', { at: T0 + 3 * HOUR }));
    expect(await states()).toEqual([['ann', 'open']]);
    await happen(alias('anon', 'ann', T0 + 5 * HOUR));
    expect(await states()).toEqual([['ann', 'resolved']]);
    expect(await logged('paid')).toEqual(['ann']);
    const [person] = await run(now().store, WAIT, 'next', T0 + 5 * HOUR);
    expect(person).toMatchObject({
      userId: 'ann',
      wait: { result: { branchId: 'paid', event: { userId: 'ann', at: T0 + 3 * HOUR } } },
    });
  });

  test('a purchase under an anonymous id, merged later, reaches the goal and the exit of the user', async () => {
    const bought = { events: ['bought'], conditions: null };
    const rule = entryRule({ exits: [bought], goal: { ...bought, windowMs: DAY } });
    const people = async () =>
      (await enrollments(now().engine)).map((row) => [row.user_id, row.reason, row.goal_at]);
    await enter(now().store, ['ann', 'ghost'], rule);
    await happen(event('anon', 'bought', { at: T0 + 3 * HOUR }), event('eve', 'bought', { at: T0 + HOUR }));
    expect((await people()).map(([, reason]) => reason)).toEqual([null, null]);
    await happen(alias('anon', 'ann', T0 + 5 * HOUR), alias('ghost', 'eve', T0 + 5 * HOUR));
    expect(await people()).toEqual([
      ['ann', 'exit_rule', T0 + 3 * HOUR],
      ['eve', 'exit_rule', T0 + HOUR],
    ]);
    expect(await counted(now().engine, 'goal')).toBe(2);
  });

  test('a merge tells passages only what happened under the other id, and after they began', async () => {
    const bought = { events: ['bought'], conditions: null };
    await enter(now().store, ['ann']);
    await happen(event('ann', 'bought', { at: T0 + 1 }), event('anon', 'bought', { at: T0 - 1 }));
    await now().store.putRule(
      { ...TRIGGER, rule: entryRule({ exits: [bought] }) },
      { fresh: false, now: T0 + 2 },
    );
    await happen(alias('anon', 'ann', T0 + 5));
    expect(await enrollments(now().engine)).toMatchObject([{ user_id: 'ann', state: 'active' }]);
    await happen(event('anon', 'bought', { at: T0 + 6 }));
    expect(await enrollments(now().engine)).toMatchObject([{ state: 'ended', reason: 'exit_rule' }]);
  });

  test('in one batch: what came before the merge, the merge, and what came after', async () => {
    await enterAndPark(now().store);
    const later = event('anon', 'seen', { at: T0 + 6 * HOUR });
    await happen(event('anon', 'paid', { at: T0 + 3 * HOUR }), alias('anon', 'ann', T0 + 5 * HOUR), later);
    expect(await states()).toEqual([['ann', 'resolved']]);
    expect(await logged('seen')).toEqual(['ann']);
  });

  test('later events under the old id end waits, enter journeys and are found when looking back', async () => {
    const person = found((await enter(now().store, ['ann']))[0]);
    await happen(alias('anon', 'ann'), event('anon', 'paid', { at: T0 + HOUR }));
    expect(await now().store.park([parking(person)])).toMatchObject([{ kind: 'resolved' }]);
    await happen(event('anon', 'start', { at: T0 + HOUR }));
    expect(await counted(now().engine, 'already_entered')).toBe(1);
  });

  test('who waits under the old id waits on as the user, and an earlier event of the user counts', async () => {
    await enterAndPark(now().store, 'anon', { branches: [branch('paid'), branch('called')] });
    await happen(event('ann', 'paid', { at: T0 + HOUR }), alias('anon', 'ann', T0 + 2 * HOUR));
    expect(await states()).toEqual([['ann', 'resolved']]);
    expect(await enrollments(now().engine)).toMatchObject([{ user_id: 'ann', state: 'active' }]);
    expect((await deliveries(now().engine)).map((row) => row.user_id)).toEqual(['ann', 'ann']);
  });

  test('an execution that began under the old id parks the user, with nothing lost', async () => {
    const person = found((await enter(now().store, ['anon']))[0]);
    await happen(alias('anon', 'ann'));
    expect(await now().store.park([parking(person)])).toEqual([{ kind: 'parked' }]);
    await happen(event('ann', 'paid', { at: T0 + HOUR }));
    expect(await states()).toEqual([['ann', 'resolved']]);
  });

  test('an unrouted event under the old id wins over the deadline', async () => {
    await enterAndPark(now().store);
    await happen(alias('anon', 'ann'));
    await now().store.append([event('anon', 'paid', { at: T0 + HOUR })]);
    expect(await now().store.resolveDue(T0 + DAY, 10)).toMatchObject({ matched: 1, timedOut: 0 });
  });

  test('after the time-out a merged event is late, not rewound', async () => {
    await enterAndPark(now().store);
    await happen(event('anon', 'paid', { at: T0 + HOUR }));
    await now().store.resolveDue(T0 + DAY, 10);
    await happen(alias('anon', 'ann', T0 + DAY));
    expect(await states()).toEqual([['ann', 'timed_out']]);
    expect(await counted(now().engine, 'late_match')).toBe(1);
  });

  test('of two active passages the older stays, the other ends as merged; with always both stay', async () => {
    const both = async (workflowId: string, mode: 'once' | 'always') => {
      const rule = entryRule({ reEntry: { mode }, events: [workflowId] });
      await now().store.putRule({ workflowId, nodeId: 'trigger', rule }, { fresh: true, now: T0 });
      await happen(event('ann', workflowId, { at: T0 + 1 }), event('anon', workflowId, { at: T0 }));
    };
    await both('one', 'once');
    await both('many', 'always');
    await happen(alias('anon', 'ann', T0 + 2));
    const rows = (await enrollments(now().engine)).map((row) => [
      row.workflow_id,
      row.entered_at - T0,
      row.reason,
    ]);
    expect(rows).toEqual([
      ['one', 1, 'merged'],
      ['one', 0, null],
      ['many', 1, null],
      ['many', 0, null],
    ]);
  });

  test('chains lead to the last user; itself and circles change nothing; a taken id stays where it is', async () => {
    await happen(alias('a', 'a'), alias('a', 'b'), alias('b', 'c'), alias('c', 'a'), alias('a', 'c'));
    expect(await aliases()).toEqual([
      ['a', 'c'],
      ['b', 'c'],
    ]);
    await happen(alias('a', 'other'));
    expect(await aliases()).toHaveLength(2);
    const dead = await now().engine.db.selectFrom('journey_event_dead').select('reason').execute();
    expect(dead).toEqual([{ reason: expect.stringContaining('alias_refused') as string }]);
    await happen(event('a', 'seen'), event('b', 'seen'));
    expect(await logged('seen')).toEqual(['c', 'c']);
  });

  test('one coupon per person, over all ids', async () => {
    const [anon, ann] = await enter(now().store, ['anon', 'ann'], entryRule({ reEntry: { mode: 'always' } }));
    const wish = (person: typeof anon, code: string) => ({
      person: found(person),
      nodeId: 'coupon',
      effectKey: `${code}/key`,
      planId: 'plan',
      offers: [],
      budget: { maxIssues: null, maxFaceValue: null },
      issuedAt: T0,
      expiresAt: null,
      newCode: () => code,
    });
    const issue = async (person: typeof anon, code: string) =>
      found((await now().store.issueCoupons([{ ...TRIGGER, ...wish(person, code) }]))[0]);
    expect(await issue(anon, 'first')).toMatchObject({ kind: 'issued' });
    await happen(alias('anon', 'ann'));
    expect(await issue(ann, 'second')).toMatchObject({ kind: 'already_issued', coupon: { code: 'first' } });
    expect(await issue(anon, 'first')).toMatchObject({ kind: 'issued', coupon: { code: 'first' } });
  });

  test('traits: newer wins, older only adds; a merged profile joins the same way', async () => {
    const identify = (userId: string, properties: object, at: number) =>
      event(userId, '$identify', { at, properties: properties as NewEvent['properties'] });
    await happen(
      identify('ann', { plan: 'pro', city: 'Ulm' }, T0 + 10),
      identify('ann', { plan: 'free', age: 5 }, T0),
    );
    expect(await profile()).toEqual([['ann', { plan: 'pro', age: 5, city: 'Ulm' }]]);
    await happen(identify('anon', { plan: 'none', lang: 'de' }, T0 + 5));
    await happen(identify('ann', { $anonymousId: 'anon', city: 'Bonn' }, T0 + 20));
    expect(await profile()).toEqual([['ann', { plan: 'pro', age: 5, city: 'Bonn', lang: 'de' }]]);
    expect(await aliases()).toEqual([['anon', 'ann']]);
  });
}
