import { Ledger, MORE_HEATS, RACES } from '../../support/ledger';
import { seed } from '../../support/random';
import { randomFrom } from '../../support/random-numbers';
import { postgresMissing } from '../engines';
import { BOOT, counted, DAY, enter, entryRule, event, parking, route, T0, TRIGGER } from '../kit';
import { openRacers, type Racers } from './pair';

// A loaded machine is slow, not wrong.
jest.setTimeout(600_000);

/** How many people run side by side before both processes stand at the line again. */
const AT_ONCE = 100;
/** Parks are spread over so many milliseconds, and events lie up to so many around them. */
const SPREAD_MS = 200;
/** Events against deadlines are sent one after another, about as fast as the other side ends waits. */
const PACE_MS = 8;
/** A control that has not gone wrong after so many races never does. */
const PATIENCE = 3000;

const random = randomFrom(seed);
let heats = 0;
const people = (): string[] => Array.from({ length: AT_ONCE }, (_, place) => `h${heats}-${place}`);

function shuffled<T>(list: readonly T[]): T[] {
  const keyed = list.map((value) => ({ value, key: random() }));
  return keyed.sort((a, b) => a.key - b.key).map(({ value }) => value);
}

/** The outcome of one heat: who won how often, and what should never happen. */
interface Heat {
  readonly wins: Readonly<Record<string, number>>;
  readonly wrong: readonly string[];
}

interface PersonState {
  readonly user: string;
  readonly wait: string;
  readonly continuations: number;
}

async function statesOf({ engine }: Racers, users: readonly string[]): Promise<PersonState[]> {
  const waits = await engine.db
    .selectFrom('journey_wait')
    .select(['user_id', 'state'])
    .where('user_id', 'in', [...users])
    .execute();
  const deliveries = await engine.db
    .selectFrom('journey_delivery')
    .select('user_id')
    .where('user_id', 'in', [...users])
    .where('kind', '=', 'wait')
    .execute();
  return users.map((user) => ({
    user,
    wait: waits.flatMap((row) => (row.user_id === user ? [row.state] : [])).join(),
    continuations: deliveries.filter((row) => row.user_id === user).length,
  }));
}

async function deadlines(racers: Racers): Promise<Heat> {
  const users = people();
  const entered = await enter(racers.store, users);
  await racers.store.park(entered.map((person) => parking(person)));
  const late = await counted(racers.engine, 'late_match');
  await racers.race(
    {
      kind: 'send',
      users: shuffled(users),
      after: users.map((_, place) => place * PACE_MS),
      eventAt: T0 + DAY,
    },
    { kind: 'due', count: AT_ONCE },
  );
  await route(racers.store);
  const states = await statesOf(racers, users);
  const timedOut = states.filter(({ wait }) => wait === 'timed_out').length;
  const event = states.filter(({ wait }) => wait === 'resolved').length;
  const lates = (await counted(racers.engine, 'late_match')) - late;
  return {
    wins: { event, deadline: timedOut },
    wrong: [
      ...states.filter(({ continuations }) => continuations !== 1).map((state) => JSON.stringify(state)),
      ...(lates === timedOut ? [] : [`${lates} late matches for ${timedOut} time-outs`]),
    ],
  };
}

async function early(racers: Racers): Promise<Heat> {
  const users = people();
  const entered = await enter(racers.store, users);
  const parks = users.map(() => SPREAD_MS + random() * SPREAD_MS);
  const sends = parks.map((at) => at + SPREAD_MS * (2 * random() - 1));
  const [back] = await racers.race(
    { kind: 'park', people: entered, after: parks },
    { kind: 'send', users, after: sends, eventAt: T0 + 1 },
  );
  await route(racers.store);
  const states = await statesOf(racers, users);
  const wrong = states.filter(
    ({ user, wait, continuations }) =>
      wait !== 'resolved' || continuations + (back.includes(user) ? 1 : 0) !== 1,
  );
  return {
    wins: { 'look-back': back.length, router: AT_ONCE - back.length },
    wrong: wrong.map((state) => JSON.stringify(state)),
  };
}

async function claims({ store, race }: Racers): Promise<Heat> {
  const users = people();
  await store.putRule({ ...TRIGGER, rule: entryRule() }, { fresh: true, now: T0 });
  await store.append(users.map((user) => event(user, 'start')));
  await route(store);
  const refs = await store.takeReady(TRIGGER, AT_ONCE, BOOT, T0);
  const [first, second] = await race(
    { kind: 'claim', refs: shuffled(refs) },
    { kind: 'claim', refs: shuffled(refs) },
  );
  const won = [...first, ...second];
  return {
    wins: { first: first.length, second: second.length },
    wrong: users.filter((user) => won.filter((other) => other === user).length !== 1),
  };
}

const RACE_KINDS = [
  ['event against deadline', ['event', 'deadline'], deadlines],
  ['early event, 0-200 ms around parking', ['look-back', 'router'], early],
  ['double claim', ['first', 'second'], claims],
] as const;

const missing = postgresMissing();
(missing === null ? describe : describe.skip)('two real processes on PostgreSQL', () => {
  let racers: Racers;
  afterEach(() => racers.close());

  describe.each(RACE_KINDS)('%s', (title, sides, run) => {
    test('exactly one side wins each', async () => {
      racers = await openRacers();
      const ledger = new Ledger<string>(`${title}, two processes on PostgreSQL`, sides);
      const most = RACES + MORE_HEATS * AT_ONCE;
      for (let done = 0; done < RACES || (done < most && !ledger.isRace); done += AT_ONCE) {
        heats += 1;
        const { wins, wrong } = await run(racers);
        expect(wrong).toEqual([]);
        for (const [side, times] of Object.entries(wins)) ledger.won(side, times);
      }
      ledger.close();
    });

    test('CONTROL: without locks and fence it goes wrong', async () => {
      racers = await openRacers(true);
      let wrong: readonly string[] = [];
      for (let done = 0; done < PATIENCE && wrong.length === 0; done += AT_ONCE) {
        heats += 1;
        try {
          ({ wrong } = await run(racers));
        } catch (error) {
          wrong = [String(error)];
        }
      }
      expect(wrong).not.toEqual([]);
    });
  });
});
