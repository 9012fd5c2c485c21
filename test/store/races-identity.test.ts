import { postgresMissing } from './engines';
import { interleave, openPair, withoutUserLocks, type Pair } from './interleave';
import { enter, event, found, parking, route, T0, waits } from './kit';
import { alias } from './suite/identity';

// A loaded machine is slow, not wrong.
jest.setTimeout(60_000);

const missing = postgresMissing();
const describeRaces = missing === null ? describe : describe.skip;

describeRaces('an id is merged into a user on PostgreSQL', () => {
  let pair: Pair;
  beforeEach(async () => {
    pair = await openPair();
  });
  afterEach(() => pair.close());

  /** `anon` is on the way to a wait; `ann` has paid; the merge is being routed when `anon` parks. */
  const meet = async (control: boolean) => {
    const person = found((await enter(pair.a.store, ['anon']))[0]);
    await pair.a.store.append([event('ann', 'paid', { at: T0 + 1 })]);
    await route(pair.a.store);
    await pair.a.store.append([alias('anon', 'ann', T0 + 2)]);
    if (control) withoutUserLocks(pair);
    // The router's first write reads the horizon; the second merges.
    return interleave(
      pair.sides,
      ({ store }) => route(store),
      ({ store }) => store.park([parking(person)]),
      2,
    );
  };
  const states = async () => (await waits(pair.a.engine)).map((row) => [row.user_id, row.state]);

  test('while somebody parks under that id: the look-back sees the user', async () => {
    const { waited, second } = await meet(false);
    expect(waited).toBe(true);
    expect(second).toMatchObject({ value: [{ kind: 'resolved' }] });
    expect(await states()).toEqual([['ann', 'resolved']]);
  });

  test('CONTROL: without the locks of both the wait is left behind under the old id', async () => {
    // It waits for the row of its delivery, but only after it has looked back.
    const { second } = await meet(true);
    expect(second).toMatchObject({ value: [{ kind: 'parked' }] });
    expect(await states()).toEqual([['anon', 'open']]);
  });

  test('while the user parks: their wait finds what happened under the old id', async () => {
    const person = found((await enter(pair.a.store, ['ann']))[0]);
    await pair.a.store.append([event('anon', 'paid', { at: T0 + 1 })]);
    await route(pair.a.store);
    await pair.a.store.append([alias('anon', 'ann', T0 + 2)]);
    const { waited } = await interleave(
      pair.sides,
      ({ store }) => store.park([parking(person)]),
      ({ store }) => route(store),
    );
    expect(waited).toBe(true);
    expect(await states()).toEqual([['ann', 'resolved']]);
  });
});
