import {
  behavesSo,
  behavioursOf,
  MAX_TIMES,
  type Behaviour,
  type BehaviourFields,
} from '../../../journey/domain/behaviour';
import { EVENTS_KEPT_DAYS, type NewEvent } from '../../../journey/domain/user-event';
import type { Open } from '../engines';
import { fc, seed } from '../../support/random';
import { freshStore } from '../fixture';
import { DAY, equals, event, found, HOUR, route, T0 } from '../kit';
import { alias } from './identity';

/** Something done, at least once within thirty days unless said otherwise. */
export function behaviour(
  event: string,
  fields: BehaviourFields = {},
  where: Behaviour['where'] = null,
): Behaviour {
  const rows = behavioursOf([{ event, howOften: 'atLeast', times: 1, withinDays: 30, ...fields }]);
  return { ...found(rows[0]), where };
}

/** What people did in the past. */
export function describeBehaviours(open: Open): void {
  const now = freshStore(open);
  const happen = async (...events: NewEvent[]) => {
    await now().store.append(events);
    while ((await route(now().store)).events > 0);
  };
  const paid = (user: string, at: number, given: Partial<NewEvent> = {}) =>
    event(user, 'paid', { at, ...given });
  const counts = async (users: readonly string[], one: Behaviour, at = T0) => {
    const tallies = await now().store.talliesOf(users, [one], at);
    return users.map((user) => found(tallies.get(user)?.get(one)).count);
  };
  const many = (fields: BehaviourFields = {}) => behaviour('paid', { times: MAX_TIMES, ...fields });

  test('counts the events of each person by name, and nobody else has done anything', async () => {
    await happen(paid('ann', T0), paid('ann', T0 - DAY), paid('bob', T0), event('bob', 'seen'));
    expect(await counts(['bob', 'ann', 'cat'], many())).toEqual([1, 2, 0]);
    expect(await counts(['a\u0000b', '\ud800'], many())).toEqual([0, 0]);
    expect(await now().store.talliesOf([], [many()], T0)).toEqual(new Map());
    expect(await now().store.talliesOf(['ann'], [], T0)).toEqual(new Map([['ann', new Map()]]));
  });

  test('from exactly so many days ago until now', async () => {
    await happen(
      ...[-1, 0].map((ms) => paid('ann', T0 - 7 * DAY + ms)),
      ...[0, 1].map((ms) => paid('ann', T0 + ms)),
    );
    expect(await counts(['ann'], many({ withinDays: 7 }))).toEqual([2]);
    expect(await counts(['ann'], many({ withinDays: 0 }))).toEqual([3]);
  });

  test('by business time: late and out of order, and no further than the arrival', async () => {
    await happen(
      paid('ann', T0, { timestamp: T0 - 40 * DAY }),
      paid('ann', T0 - DAY, { timestamp: T0 - 2 * DAY }),
      paid('ann', T0 - DAY, { timestamp: T0 + HOUR }),
      paid('ann', T0, { timestamp: T0 - 3 * DAY }),
    );
    expect(await counts(['ann'], many())).toEqual([3]);
    expect(await counts(['ann'], many({ withinDays: 2.5 }))).toEqual([2]);
    expect(await counts(['ann'], many({ withinDays: 1 }))).toEqual([1]);
  });

  test('over all ids of a person, asked for by any of them, routed or not', async () => {
    await happen(paid('anon', T0 - 3), alias('anon', 'ann', T0 - 2), paid('anon', T0 - 1), paid('ann', T0));
    await happen(alias('ann', 'anna'));
    await now().store.append([paid('anon', T0), paid('ann', T0), paid('anna', T0)]);
    expect(await counts(['anna', 'ann', 'anon', 'other'], many())).toEqual([6, 6, 6, 0]);
  });

  test('only what the conditions let through', async () => {
    const where = equals('properties.size', 'big');
    await happen(
      ...['big', 'small', 'big', 7].map((size) => paid('ann', T0, { properties: { size } })),
      paid('bob', T0),
    );
    const wish = behaviour('paid', {}, where);
    expect(await counts(['ann', 'bob'], wish)).toEqual([2, 0]);
    const all = many();
    const both = found((await now().store.talliesOf(['ann'], [wish, all], T0)).get('ann'));
    expect([both.get(wish)?.count, both.get(all)?.count]).toEqual([2, 4]);
  });

  test('reads no more of one person than decides, and the newest', async () => {
    const busy = Array.from({ length: MAX_TIMES + 5 }, (_, place) =>
      paid('ann', T0 - place, { properties: { size: place > MAX_TIMES ? 'big' : 'small' } }),
    );
    await happen(...busy, paid('bob', T0));
    const one = behaviour('paid');
    const rare = behaviour('paid', {}, equals('properties.size', 'big'));
    const tallies = await now().store.talliesOf(['ann', 'bob'], [one], T0);
    expect([...tallies.values()].map((own) => own.get(one))).toEqual([
      { count: 2, complete: false },
      { count: 1, complete: true },
    ]);
    const open = (await now().store.talliesOf(['ann'], [rare], T0)).get('ann')?.get(rare);
    expect(open).toEqual({ count: 0, complete: false });
    expect(behavesSo(rare, found(open))).toBeNull();
  });

  test('many people at once', async () => {
    const users = Array.from({ length: 2500 }, (_, place) => `user-${place}`);
    await happen(...users.filter((_, place) => place % 2 === 0).map((user) => paid(user, T0)));
    const where = equals('userId', 'user-2');
    const one = behaviour('paid');
    const tallies = await now().store.talliesOf(users, [one, behaviour('paid', {}, where)], T0);
    expect(users.filter((user) => tallies.get(user)?.get(one)?.count === 1)).toHaveLength(1250);
    expect([...found(tallies.get('user-2')).values()].map(({ count }) => count)).toEqual([1, 1]);
    expect([...found(tallies.get('user-4')).values()].map(({ count }) => count)).toEqual([1, 0]);
  });

  test('the longest window that may be asked for is kept', async () => {
    await now().store.append([
      paid('ann', T0 - EVENTS_KEPT_DAYS * DAY),
      paid('ann', T0 - EVENTS_KEPT_DAYS * DAY - 1),
    ]);
    await route(now().store);
    await now().store.prune(T0, { eventsMs: EVENTS_KEPT_DAYS * DAY, waitsMs: DAY });
    expect(await counts(['ann'], many({ withinDays: EVENTS_KEPT_DAYS }))).toEqual([1]);
    expect(await counts(['ann'], many({ withinDays: 0 }))).toEqual([1]);
  });

  test('a random past counts as its recount does', async () => {
    const owners: Readonly<Record<string, string>> = { anon: 'ann', old: 'ann', 'b-2': 'bob' };
    const ids = ['ann', 'anon', 'old', 'bob', 'b-2', 'cat'];
    const owner = (id: string) => owners[id] ?? id;
    const [{ past, asked } = { past: [], asked: [] }] = fc.sample(world(ids), { seed, numRuns: 1 });
    await happen(...past.slice(0, 100), alias('anon', 'ann'), alias('b-2', 'bob'));
    await happen(...past.slice(100, 200), alias('old', 'anon'));
    await now().store.append(past.slice(200));
    const tallies = await now().store.talliesOf(ids, asked, T0);
    const wrong = ids.flatMap((id) =>
      asked.flatMap((one) => {
        const times = past.filter(
          (deed) =>
            owner(deed.userId) === owner(id) &&
            deed.event === one.event &&
            (one.withinMs === null || Math.min(deed.timestamp, deed.receivedAt) >= T0 - one.withinMs) &&
            (one.where === null || deed.properties['size'] === 'big'),
        ).length;
        const expected = {
          atLeast: times >= one.times,
          atMost: times <= one.times,
          exactly: times === one.times,
          never: times === 0,
        };
        const so = behavesSo(one, found(tallies.get(id)?.get(one)));
        return so === expected[one.howOften] ? [] : [{ seed, id, one, times, so }];
      }),
    );
    expect(wrong).toEqual([]);
  });
}

/** What people did in twenty days, in any order, and what is asked about it. */
function world(ids: readonly string[]) {
  const day = fc.integer({ min: 0, max: 20 });
  const name = fc.constantFrom('paid', 'seen');
  const deed = fc
    .record({
      id: fc.constantFrom(...ids),
      name,
      happened: day,
      came: day,
      size: fc.constantFrom('big', 'small'),
    })
    .map(({ id, name, happened, came, size }) =>
      event(id, name, {
        timestamp: T0 - happened * DAY,
        receivedAt: T0 - came * DAY,
        properties: { size },
      }),
    );
  const question = fc
    .record({
      name,
      howOften: fc.constantFrom('atLeast', 'atMost', 'exactly', 'never'),
      times: fc.integer({ min: 1, max: 12 }),
      withinDays: day,
      where: fc.constantFrom(null, equals('properties.size', 'big')),
    })
    .map(({ name, where, ...fields }) => behaviour(name, fields, where));
  return fc.record({
    past: fc.array(deed, { minLength: 300, maxLength: 300 }),
    asked: fc.array(question, { minLength: 30, maxLength: 30 }),
  });
}
