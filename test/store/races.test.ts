import { decide } from '../../journey/passes/decide';
import type { ClaimedPerson } from '../../journey/ports/store';
import { rotateSeen } from '../../journey/store/log';
import { postgresMissing } from './engines';
import {
  interleave,
  openPair,
  withoutCompareAndSet,
  withoutText,
  withoutUserLocks,
  type Pair,
} from './interleave';
import {
  counted,
  DAY,
  deliveries,
  enrollments,
  enter,
  enterAndPark,
  entryRule,
  event,
  found,
  parking,
  route,
  T0,
  TRIGGER,
  waits,
} from './kit';

// A loaded machine is slow, not wrong.
jest.setTimeout(60_000);

const missing = postgresMissing();
const describeRaces = missing === null ? describe : describe.skip;

describeRaces('races of two processes on PostgreSQL', () => {
  let pair: Pair;
  beforeEach(async () => {
    pair = await openPair();
  });
  afterEach(() => pair.close());

  const paid = (at = T0 + 1) => event('ann', 'paid', { at });
  const ann = async () => found((await enter(pair.a.store, ['ann']))[0]);
  const states = async () => (await waits(pair.a.engine)).map((row) => row.state);
  const continuations = async () =>
    (await deliveries(pair.a.engine)).filter((row) => row.kind === 'wait').length;
  const appendAndRoute = async ({ store }: Pair['a']) => {
    await store.append([paid()]);
    return route(store);
  };

  describe('park, while the matching event arrives and is routed', () => {
    const meet = (person: ClaimedPerson) =>
      interleave(pair.sides, ({ store }) => store.park([parking(person)]), appendAndRoute);

    test('no event slips between "not yet waiting" and "waiting"', async () => {
      const { waited, first, second } = await meet(await ann());
      expect(waited).toBe(true);
      expect(first).toMatchObject({ value: [{ kind: 'parked' }] });
      expect(second).toMatchObject({ value: { events: 1, resolved: 1 } });
      expect(await states()).toEqual(['resolved']);
    });

    test('CONTROL: without the lock of the user the event is lost', async () => {
      const person = await ann();
      withoutUserLocks(pair);
      const { waited, second } = await meet(person);
      expect(waited).toBe(false);
      expect(second).toMatchObject({ value: { events: 1, resolved: 0 } });
      expect(await route(pair.b.store)).toMatchObject({ events: 0 });
      expect(await states()).toEqual(['open']);
    });
  });

  describe('a time-out, while a match is being routed', () => {
    const meet = async () => {
      await pair.a.store.append([paid(T0 + DAY)]);
      // The router's first write reads the horizon; the second routes.
      return interleave(
        pair.sides,
        ({ store }) => route(store),
        ({ store }) => store.resolveDue(T0 + DAY, 10),
        2,
      );
    };

    test('the match wins, and the person goes on once', async () => {
      await enterAndPark(pair.a.store);
      const { waited, second } = await meet();
      expect(waited).toBe(true);
      expect(second).toMatchObject({ value: { timedOut: 0, matched: 0 } });
      expect(await states()).toEqual(['resolved']);
      expect(await continuations()).toBe(1);
    });

    test('CONTROL: without the lock of the user and the condition of the update the person goes on twice', async () => {
      await enterAndPark(pair.a.store);
      withoutUserLocks(pair);
      withoutText(pair.b.engine, "and journey_wait.state = 'open'");
      await meet();
      expect(await continuations()).toBe(2);
    });
  });

  test('a time-out whose lock is gone still changes nothing after the match: the update asks for an open wait', async () => {
    await enterAndPark(pair.a.store);
    withoutUserLocks(pair);
    await pair.a.store.append([paid(T0 + DAY)]);
    await interleave(
      pair.sides,
      ({ store }) => route(store),
      ({ store }) => store.resolveDue(T0 + DAY, 10),
      2,
    );
    expect(await continuations()).toBe(1);
  });

  describe('an event that arrives while the time-out is being committed', () => {
    const meet = () => interleave(pair.sides, ({ store }) => store.resolveDue(T0 + DAY, 10), appendAndRoute);

    test('is a late match, counted once; the person goes on once, by the time-out', async () => {
      await enterAndPark(pair.a.store);
      const { waited, first } = await meet();
      expect(waited).toBe(true);
      expect(first).toMatchObject({ value: { timedOut: 1 } });
      expect(await states()).toEqual(['timed_out']);
      expect(await counted(pair.a.engine, 'late_match')).toBe(1);
      expect(await continuations()).toBe(1);
    });

    test('CONTROL: without the lock of the user and the condition of the update the person goes on twice', async () => {
      await enterAndPark(pair.a.store);
      withoutUserLocks(pair);
      withoutText(pair.b.engine, "and journey_wait.state = 'open'");
      await meet();
      expect(await continuations()).toBe(2);
    });
  });

  describe('two routers', () => {
    const meet = async () => {
      await pair.a.store.putRule(
        { ...TRIGGER, rule: entryRule({ reEntry: { mode: 'always' } }) },
        { fresh: true, now: T0 },
      );
      await pair.a.store.append([event('ann', 'start')]);
      const both = ({ store }: Pair['a']) => store.route(10, decide, T0);
      return interleave(pair.sides, both, both, 2);
    };

    test('the second finds the cursor moved and writes nothing', async () => {
      const { waited, first, second } = await meet();
      expect(waited).toBe(true);
      expect(first).toMatchObject({ value: { moved: true, entered: 1 } });
      expect(second).toMatchObject({ value: { moved: false, events: 0, entered: 0 } });
      expect(await enrollments(pair.a.engine)).toHaveLength(1);
    });

    test('CONTROL: a router that does not compare before it sets applies the event twice', async () => {
      withoutCompareAndSet(pair.b.engine);
      const { second } = await meet();
      expect(second).toMatchObject({ value: { moved: true, entered: 1 } });
      expect(await enrollments(pair.a.engine)).toHaveLength(2);
    });
  });

  describe('an append that commits after a later one', () => {
    const meet = async () => {
      await pair.a.store.putRule({ ...TRIGGER, rule: entryRule() }, { fresh: true, now: T0 });
      const outcome = await interleave(
        pair.sides,
        ({ store }) => store.append([event('ann', 'start')]),
        async ({ store }) => {
          await store.append([event('bob', 'start')]);
          return route(store);
        },
      );
      await route(pair.b.store);
      return { ...outcome, users: (await enrollments(pair.a.engine)).map((row) => row.user_id) };
    };

    test('is not passed over: the router waits for it before it reads how far it may go', async () => {
      const { waited, second, users } = await meet();
      expect(waited).toBe(true);
      expect(second).toMatchObject({ value: { events: 2 } });
      expect(users).toEqual(['ann', 'bob']);
    });

    test('CONTROL: without the exclusive lock of the log the event is passed over for ever', async () => {
      pair.b.engine.lockLogExclusive = async () => {};
      const { waited, users } = await meet();
      expect(waited).toBe(false);
      expect(users).toEqual(['bob']);
    });
  });

  test('two processes that begin the same day move the memory of seen events on once', async () => {
    await rotateSeen(pair.a.engine, 1000);
    const day = ({ engine }: Pair['a']) => rotateSeen(engine, 1001);
    expect(await interleave(pair.sides, day, day)).toMatchObject({ waited: true });
    const slot = pair.a.engine.db.selectFrom('journey_cursor').select('seq').where('name', '=', 'seen_slot');
    expect(await slot.executeTakeFirst()).toEqual({ seq: 1 });
  });
});
