import type { ClaimedPerson } from '../../journey/ports/store';
import { postgresMissing } from './engines';
import { interleave, openPair, withoutUserLocks, type Pair } from './interleave';
import { enter, entryRule, event, found, newId, route, run, TRIGGER } from './kit';
import { contactFor } from './suite/contacts';
import { alias } from './suite/identity';

// A loaded machine is slow, not wrong.
jest.setTimeout(60_000);

const missing = postgresMissing();
const describeRaces = missing === null ? describe : describe.skip;

describeRaces('two journeys meet at the last message of the day, on PostgreSQL', () => {
  let pair: Pair;
  beforeEach(async () => {
    pair = await openPair();
  });
  afterEach(() => pair.close());

  const reserve =
    (person: ClaimedPerson) =>
    ({ store }: Pair['a']) =>
      store.reserveContact(contactFor(person, { key: newId() }));

  /** One person in two passages at once. */
  const twice = async (): Promise<[ClaimedPerson, ClaimedPerson]> => {
    const rule = entryRule({ reEntry: { mode: 'always' } });
    const first = found((await enter(pair.a.store, ['ann'], rule))[0]);
    await pair.a.store.append([event('ann', 'start')]);
    await route(pair.a.store);
    return [first, found((await run(pair.a.store, TRIGGER, 'second'))[0])];
  };
  const sent = async () =>
    (await pair.a.engine.db.selectFrom('journey_contact').select('user_id').execute()).length;

  test('the second waits, and is capped', async () => {
    const [first, second] = await twice();
    const met = await interleave(pair.sides, reserve(first), reserve(second));
    expect(met.waited).toBe(true);
    expect([met.first, met.second]).toMatchObject([
      { value: { kind: 'reserved' } },
      { value: { kind: 'capped' } },
    ]);
    expect(await sent()).toBe(1);
  });

  test('CONTROL: without the lock of the user both are sent', async () => {
    const [first, second] = await twice();
    withoutUserLocks(pair);
    const met = await interleave(pair.sides, reserve(first), reserve(second));
    expect(met.second).toMatchObject({ value: { kind: 'reserved' } });
    expect(await sent()).toBe(2);
  });

  test('while two ids of the person are made one: the second waits for the merge, and is capped', async () => {
    const people = await enter(pair.a.store, ['anon', 'ann'], entryRule({ reEntry: { mode: 'always' } }));
    await reserve(found(people[0]))(pair.a);
    await pair.a.store.append([alias('anon', 'ann')]);
    // The router's first write reads the horizon; the second merges.
    const met = await interleave(pair.sides, ({ store }) => route(store), reserve(found(people[1])), 2);
    expect(met.waited).toBe(true);
    expect(met.second).toMatchObject({ value: { kind: 'capped' } });
  });
});
