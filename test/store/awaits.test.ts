import type { JourneyStore } from '../../journey/ports/store';
import { Ledger, RACES } from '../support/ledger';
import { fc } from '../support/random';
import { openStepping, type Stepping } from './await-points';
import { withoutText } from './interleave';
import {
  BOOT,
  counted,
  DAY,
  enter,
  enterAndPark,
  entryRule,
  event,
  found,
  parking,
  route,
  T0,
  TRIGGER,
} from './kit';

// A loaded machine is slow, not wrong.
jest.setTimeout(300_000);

let person = 0;
const somebody = (): string => `user-${(person += 1)}`;

/** How often a person was started again by a wait. */
async function continuations({ engine }: Stepping, user: string): Promise<number> {
  const rows = await engine.db
    .selectFrom('journey_delivery')
    .select('id')
    .where('user_id', '=', user)
    .where('kind', '=', 'wait')
    .execute();
  return rows.length;
}

async function stateOf({ engine }: Stepping, user: string): Promise<string> {
  const rows = await engine.db
    .selectFrom('journey_wait')
    .select('state')
    .where('user_id', '=', user)
    .execute();
  return rows.map(({ state }) => state).join();
}

async function appendAndRoute(store: JourneyStore, user: string, at: number): Promise<void> {
  await store.append([event(user, 'paid', { at })]);
  await route(store);
}

type Race<Side extends string> = (stepping: Stepping, scheduler: fc.Scheduler) => Promise<Side>;

/** Plays a race in as many orders as the scheduler makes up; the ledger fails when a side hardly ever wins. */
async function play<Side extends string>(title: string, sides: readonly Side[], race: Race<Side>) {
  const stepping = await openStepping();
  const ledger = new Ledger(`${title}, every await point of SQLite`, sides);
  const property = fc.asyncProperty(fc.scheduler(), async (scheduler) => {
    ledger.won(await race(stepping, scheduler));
  });
  await fc.assert(property, { numRuns: RACES, verbose: 1 });
  await stepping.store.close();
  ledger.close();
}

/** Whether some order makes a race go wrong on this store. */
async function goesWrong(stepping: Stepping, race: Race<string>): Promise<boolean> {
  const property = fc.asyncProperty(
    fc.scheduler(),
    async (scheduler) => void (await race(stepping, scheduler)),
  );
  const { failed } = await fc.check(property, { numRuns: 2000, endOnFailure: true });
  await stepping.store.close();
  return failed;
}

describe('an event and a deadline', () => {
  const race: Race<'event' | 'deadline'> = async (stepping, scheduler) => {
    const { store, other, engine } = stepping;
    const user = somebody();
    await enterAndPark(store, user);
    const late = await counted(engine, 'late_match');
    await stepping.race<unknown>(
      scheduler,
      () => appendAndRoute(other, user, T0 + DAY),
      () => store.resolveDue(T0 + DAY, 10),
    );
    await route(store);
    const state = await stateOf(stepping, user);
    expect(await continuations(stepping, user)).toBe(1);
    expect(await counted(engine, 'late_match')).toBe(late + (state === 'timed_out' ? 1 : 0));
    return state === 'timed_out' ? 'deadline' : 'event';
  };

  test('one of them wins, and a match that came too late is counted', () =>
    play('event against deadline', ['event', 'deadline'], race));

  test('CONTROL: without the write lock and the condition of the update some order goes wrong', async () => {
    const stepping = await openStepping({ transactions: false });
    withoutText(stepping.engine, "and journey_wait.state = 'open'");
    expect(await goesWrong(stepping, race)).toBe(true);
  });
});

describe('an event and a person who parks', () => {
  const race: Race<'look-back' | 'router'> = async (stepping, scheduler) => {
    const { store, other } = stepping;
    const user = somebody();
    const [person] = await enter(store, [user]);
    const [outcome] = await stepping.race<unknown>(
      scheduler,
      () => store.park([parking(found(person))]),
      () => appendAndRoute(other, user, T0 + 1),
    );
    await route(store);
    expect(await stateOf(stepping, user)).toBe('resolved');
    const back = (outcome as { kind: string }[])[0]?.kind === 'resolved';
    expect((await continuations(stepping, user)) + (back ? 1 : 0)).toBe(1);
    return back ? 'look-back' : 'router';
  };

  test('the person goes on exactly once', () => play('early event', ['look-back', 'router'], race));

  test('CONTROL: without the write lock some order goes wrong', async () => {
    expect(await goesWrong(await openStepping({ transactions: false }), race)).toBe(true);
  });
});

describe('two executions that claim the same person', () => {
  const race: Race<'first' | 'second'> = async (stepping, scheduler) => {
    const { store } = stepping;
    const user = somebody();
    await store.putRule({ ...TRIGGER, rule: entryRule() }, { fresh: true, now: T0 });
    await store.append([event(user, 'start')]);
    await route(store);
    const refs = await store.takeReady(TRIGGER, 10, BOOT, T0);
    const [first, second] = await stepping.race(
      scheduler,
      () => store.claim(refs, `${user}/1`, BOOT),
      () => store.claim(refs, `${user}/2`, BOOT),
    );
    expect(found(first).length + found(second).length).toBe(1);
    return found(first).length === 1 ? 'first' : 'second';
  };

  test('one of them has the person', () => play('double claim', ['first', 'second'], race));

  test('CONTROL: a claim that does not ask for the state goes wrong', async () => {
    const stepping = await openStepping();
    withoutText(stepping.engine, "and journey_delivery.state = 'emitted'");
    expect(await goesWrong(stepping, race)).toBe(true);
  });
});
