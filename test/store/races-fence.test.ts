import type { ClaimedPerson } from '../../journey/ports/store';
import { postgresMissing } from './engines';
import {
  interleave,
  openPair,
  withoutPlanLocks,
  withoutText,
  withoutUserLocks,
  type Pair,
} from './interleave';
import { BOOT, enter, entryRule, event, found, parking, route, run, T0, TRIGGER, waits } from './kit';
import { couponFor } from './suite/coupons';

// A loaded machine is slow, not wrong.
jest.setTimeout(60_000);

const missing = postgresMissing();
const describeRaces = missing === null ? describe : describe.skip;

describeRaces('races of two executions on PostgreSQL', () => {
  let pair: Pair;
  beforeEach(async () => {
    pair = await openPair();
  });
  afterEach(() => pair.close());

  const ann = async () => found((await enter(pair.a.store, ['ann']))[0]);
  const states = async () => (await waits(pair.a.engine)).map((row) => row.state);

  describe('two executions with the same marker', () => {
    const meet = async () => {
      await pair.a.store.putRule({ ...TRIGGER, rule: entryRule() }, { fresh: true, now: T0 });
      await pair.a.store.append([event('ann', 'start')]);
      await route(pair.a.store);
      const refs = await pair.a.store.takeReady(TRIGGER, 10, BOOT, T0);
      return interleave(
        pair.sides,
        ({ store }) => store.claim(refs, 'one', BOOT),
        ({ store }) => store.claim(refs, 'two', BOOT),
      );
    };

    test('one wins the person, the other gets nobody', async () => {
      const { waited, first, second } = await meet();
      expect(waited).toBe(true);
      expect(first).toMatchObject({ value: [{ userId: 'ann' }] });
      expect(second).toMatchObject({ value: [] });
    });

    test('CONTROL: a claim that does not ask for the state wins the person again', async () => {
      withoutText(pair.b.engine, "and journey_delivery.state = 'emitted'");
      const { second } = await meet();
      expect(second).toMatchObject({ value: [{ userId: 'ann' }] });
    });
  });

  describe('two journeys that issue the same plan to one user', () => {
    const meet = async (prepare: () => void) => {
      const other = { workflowId: 'second', nodeId: 'trigger' };
      await pair.a.store.putRule({ ...other, rule: entryRule() }, { fresh: true, now: T0 });
      const one = await ann();
      const [two] = await run(pair.a.store, other, 'other');
      await pair.a.store.addCodes('welcome', [], T0);
      prepare();
      const issue =
        (person: ClaimedPerson) =>
        ({ store }: Pair['a']) =>
          store.issueCoupons([couponFor(person)]);
      return interleave(pair.sides, issue(one), issue(found(two)));
    };

    test('issue one coupon, and both know its code', async () => {
      const { waited, first, second } = await meet(() => {});
      expect(waited).toBe(true);
      const coupon = first.status === 'fulfilled' ? first.value[0] : null;
      expect(coupon).toMatchObject({ kind: 'issued' });
      expect(second).toMatchObject({ value: [{ ...coupon, kind: 'already_issued' }] });
    });

    test('CONTROL: without the locks of user and plan the second runs into the unique key and fails', async () => {
      const { second } = await meet(() => {
        withoutUserLocks(pair);
        withoutPlanLocks(pair);
      });
      expect(second).toMatchObject({ status: 'rejected', reason: { code: '23505' } });
    });
  });

  describe('two executions that park with the same key', () => {
    const meet = (person: ClaimedPerson) => {
      const park = ({ store }: Pair['a']) => store.park([parking(person)]);
      return interleave(pair.sides, park, park);
    };

    test('register one wait, and both are told that it is parked', async () => {
      const { waited, first, second } = await meet(await ann());
      expect(waited).toBe(true);
      expect([first, second]).toMatchObject([
        { value: [{ kind: 'parked' }] },
        { value: [{ kind: 'parked' }] },
      ]);
      expect(await states()).toEqual(['open']);
    });

    test('CONTROL: without the lock of the user the second runs into the unique key and fails', async () => {
      const person = await ann();
      withoutUserLocks(pair);
      const { second } = await meet(person);
      expect(second).toMatchObject({ status: 'rejected', reason: { code: '23505' } });
    });
  });
});
