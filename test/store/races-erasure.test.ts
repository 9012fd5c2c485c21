import { postgresMissing } from './engines';
import { interleave, openPair, withoutText, withoutUserLocks, type Pair } from './interleave';
import { enrollments, enter, entryRule, event, found, parking, route, T0, TRIGGER, waits } from './kit';
import { seed } from '../support/random';
import { randomFrom } from '../support/random-numbers';
import { erasing, everythingStored } from './suite/erasure';

// A loaded machine is slow, not wrong.
jest.setTimeout(120_000);

const missing = postgresMissing();
const describeRaces = missing === null ? describe : describe.skip;
const ANN = 'ann@home.example';

describeRaces('somebody is erased, on PostgreSQL', () => {
  let pair: Pair;
  beforeEach(async () => {
    pair = await openPair();
  });
  afterEach(() => pair.close());

  type Store = Pair['a'];
  const erase = ({ store }: Store) => store.erase(erasing(ANN));
  const comes = ({ store }: Store) => store.append([event(ANN, 'start')]);
  const goes = ({ store }: Store) => route(store);
  const left = async () => (await everythingStored(pair.a.engine)).includes(ANN);
  const open = () => pair.a.store.putRule({ ...TRIGGER, rule: entryRule() }, { fresh: true, now: T0 });

  test('while an event of theirs comes in: it waits, and is refused', async () => {
    const met = await interleave(pair.sides, erase, comes);
    expect(met.waited).toBe(true);
    expect(met.second).toMatchObject({ value: ['erased'] });
    expect(await left()).toBe(false);
  });

  test('after an event of theirs came in: the erasure waits, and finds it', async () => {
    const met = await interleave(pair.sides, comes, erase);
    expect(met.waited).toBe(true);
    expect(met.second).toMatchObject({ value: { report: { events: 1 } } });
    expect(await left()).toBe(false);
  });

  test('CONTROL: without the lock of the log the event stays, in either order', async () => {
    for (const { engine } of pair.sides) engine.lockLogShared = async () => {};
    const first = await interleave(pair.sides, erase, comes);
    expect([first.waited, first.second]).toMatchObject([false, { value: ['accepted'] }]);
    expect(await left()).toBe(true);
  });

  /** The erasure happens when the router has read the log and holds no lock yet. */
  const erasedWhileRouting = async () => {
    await open();
    await comes(pair.a);
    const { engine, store } = pair.b;
    const write = engine.write.bind(engine);
    let writes = 0;
    engine.write = async (work) => {
      writes += 1;
      if (writes === 2) await erase(pair.a);
      return write(work);
    };
    const routed = await route(store);
    engine.write = write;
    expect(writes).toBe(2);
    return routed;
  };

  test('while an event of theirs is being routed: what was read of the log is forgotten', async () => {
    expect(await erasedWhileRouting()).toMatchObject({ moved: false, entered: 0 });
    expect(await goes(pair.b)).toMatchObject({ entered: 0 });
    expect([await enrollments(pair.a.engine), await left()]).toEqual([[], false]);
  });

  test('CONTROL: a router that is not told lets them enter after they were erased', async () => {
    withoutText(pair.a.engine, 'seq + 1', 'seq');
    expect(await erasedWhileRouting()).toMatchObject({ moved: true, entered: 1 });
    expect(await left()).toBe(true);
  });

  test('after their event was routed: the erasure waits, and ends the passage', async () => {
    await open();
    await comes(pair.a);
    // The router's first write reads the horizon; the second enrolls.
    const met = await interleave(pair.sides, goes, erase, 2);
    expect(met.waited).toBe(true);
    expect(met.second).toMatchObject({ value: { report: { passages: 1, ended: 1 } } });
    expect(await left()).toBe(false);
  });

  const parks = async () => {
    const person = found((await enter(pair.a.store, [ANN]))[0]);
    return ({ store }: Store) => store.park([parking(person)]);
  };
  const states = async () => (await waits(pair.a.engine)).map(({ state }) => state);

  test('while they park: the execution waits, and is told that they have left', async () => {
    const met = await interleave(pair.sides, erase, await parks());
    expect([met.waited, met.second]).toMatchObject([true, { value: [{ kind: 'exited' }] }]);
    expect([await states(), await left()]).toEqual([[], false]);
  });

  test('after they parked: the erasure waits, and cancels the wait', async () => {
    const met = await interleave(pair.sides, await parks(), erase);
    expect([met.waited, met.second]).toMatchObject([true, { value: { kind: 'erased' } }]);
    expect([await states(), await left()]).toEqual([['cancelled'], false]);
  });

  test('CONTROL: without the locks of users somebody who was erased waits for ever', async () => {
    const park = await parks();
    withoutUserLocks(pair);
    const met = await interleave(pair.sides, erase, park);
    expect(met.second).toMatchObject({ value: [{ kind: 'parked' }] });
    expect([await states(), await left()]).toEqual([['open'], true]);
  });

  test('erasing, events, routing and parking at once, in any order: nothing is left', async () => {
    const next = randomFrom(seed);
    const outcomes = new Map<string, number>();
    const count = (kind: string): void => void outcomes.set(kind, (outcomes.get(kind) ?? 0) + 1);
    for (let round = 0; round < 40; round += 1) {
      const user = `${ANN}/${round}`;
      const people = await enter(pair.a.store, [user, `bob/${round}`]);
      const [ann, bob] = people.map((person) => parking(found(person)));
      const idle = async ({ store }: Store, upTo: number): Promise<void> => {
        for (let turns = Math.floor(next() * upTo); turns > 0; turns -= 1) await store.nextDeadline();
      };
      const [erased, appended, , parked] = await Promise.all([
        idle(pair.a, 4).then(() => pair.a.store.erase(erasing(user))),
        idle(pair.b, 60).then(() =>
          pair.b.store.append([event(user, 'paid'), event(`bob/${round}`, 'paid')]),
        ),
        idle(pair.b, 60).then(() => route(pair.b.store)),
        idle(pair.a, 4).then(() => pair.a.store.park([found(ann), found(bob)])),
      ]);
      count(erased.kind);
      count(`event ${appended[0]}`);
      count(`park ${parked[0]?.kind}`);
      expect(appended[1]).toBe('accepted');
      for (;;) if ((await route(pair.a.store)).events === 0) break;
      await pair.a.store.finish('entry', { kind: 'success' }, T0);
    }
    console.info(`seed ${seed}: ${JSON.stringify(Object.fromEntries(outcomes))}`);
    expect(await left()).toBe(false);
    // Each side of each race has won sometimes, or this test has seen nothing.
    for (const kind of ['event accepted', 'event erased', 'park parked', 'park exited'])
      expect([kind, (outcomes.get(kind) ?? 0) > 1]).toEqual([kind, true]);
    const bobs = (await waits(pair.a.engine)).filter((wait) => wait.user_id.startsWith('bob'));
    expect(bobs.map(({ state }) => state)).toEqual(Array(40).fill('resolved'));
  });
});
