/** What two people go through while the store fails under them, and what must be true of them afterwards. */
import type { IDataObject } from 'n8n-workflow';
import { node } from '../../support/workflow';
import { journeys, openStore } from '../harness';
import { canvas, move, now, publish } from '../stage';

const MINUTE = 60_000;
/** So long the pause is: short, because waits that ended a week ago are forgotten. */
export const PAUSE = 10 * MINUTE;

/** Reads the store beside the package; faults never hit it. */
export type Look = <Row>(sql: string) => Promise<Row[]>;

/** A journey with a coupon, a wait that an event ends, and a wait that time ends. */
export async function publishStory(): Promise<string> {
  const branches = { values: [{ name: 'Bought', event: 'bought' }] };
  return publish(
    [
      node('Coupon', 'sendCoupon', { plan: 'faults' }),
      node('Wait', 'waitForEvent', { branches, limitAmount: 30 }),
      node('Pause', 'waitForEvent', { branches: {}, limitAmount: 10, limitUnit: 'minutes' }),
      node('End', 'metricsRecorder', { name: 'done' }),
    ],
    [
      ['T', 'Coupon'],
      ['Coupon', 'Wait'],
      ['Wait', 'Pause'],
      ['Pause', 'End'],
    ],
    { peoplePerExecution: 2 },
  );
}

/** What senders were told: the ids of events whose append has answered. */
export class Senders {
  readonly answered: string[] = [];
  readonly refusals: string[] = [];
  #count = 0;

  /** Sends until the store has answered, as a sender does; the same event keeps its id. */
  async send(users: readonly string[], event: string, meanwhile: () => Promise<void>): Promise<void> {
    const events = users.map((userId) => ({
      eventId: `event-${(this.#count += 1)}`,
      userId,
      event,
      timestamp: now(),
      receivedAt: now(),
      source: 'default',
      properties: {},
    }));
    for (;;) {
      try {
        await (await openStore()).append(events);
        this.answered.push(...events.map(({ eventId }) => eventId));
        return;
      } catch (error) {
        this.refusals.push((error as Error).message);
        await meanwhile();
      }
    }
  }
}

interface Underway {
  readonly unrouted: number;
  readonly due: number;
  readonly busy: number;
  readonly later: number;
}

/** Pokes the engine room until nothing is under way, moving business time on for those who are tried again later. */
export async function calm(look: Look): Promise<void> {
  const until = Date.now() + 60_000;
  for (let quiet = 0; quiet < 2;) {
    journeys().runtime.poke();
    await new Promise((resolve) => setTimeout(resolve, 3));
    const [row] = await look<Underway>(`select
      (select max(seq) from journey_event) - (select seq from journey_cursor where name = 'route') as unrouted,
      (select count(*) from journey_wait where state = 'open' and commit_at <= ${now()}) as due,
      (select count(*) from journey_delivery where state in ('emitted', 'running')
        or (state = 'ready' and ready_at <= ${now()})) as busy,
      (select count(*) from journey_delivery where state = 'ready' and ready_at > ${now()}) as later`);
    const busy = Number(row?.unrouted) + Number(row?.due) + Number(row?.busy);
    if (busy === 0 && Number(row?.later) > 0) move(MINUTE);
    quiet = busy + Number(row?.later) === 0 ? quiet + 1 : 0;
    if (Date.now() > until) throw new Error(`Still under way: ${JSON.stringify(row)}`);
  }
}

/** The whole way of some people, from their first event to their last step. */
export async function live(
  start: string,
  users: readonly string[],
  senders: Senders,
  settle: () => Promise<void>,
): Promise<void> {
  await senders.send(users, start, settle);
  await settle();
  await senders.send(users, 'bought', settle);
  await settle();
  move(PAUSE);
  await settle();
}

/** Everything that is wrong in the store; empty when nobody is lost and nothing happened twice. */
export async function wrongs(look: Look, people: readonly string[], senders: Senders): Promise<string[]> {
  const wrong: string[] = [];
  const compare = (what: string, got: readonly string[], wanted: readonly string[]): void => {
    const counts = new Map<string, number>();
    for (const one of got) counts.set(one, (counts.get(one) ?? 0) + 1);
    for (const one of wanted)
      if (counts.get(one) !== 1) wrong.push(`${what} of ${one}: ${counts.get(one) ?? 0}`);
    const known = new Set(wanted);
    for (const one of counts.keys()) if (!known.has(one)) wrong.push(`${what} of ${one}`);
  };
  const column = async (sql: string): Promise<string[]> =>
    (await look<IDataObject>(sql)).map((row) => Object.values(row).join(' '));
  const ended = (state: string): string[] => people.map((user) => `${user} ${state}`);
  compare('passage', await column('select user_id, reason from journey_enrollment'), ended('completed'));
  compare('coupon', await column('select user_id from journey_coupon_issue'), people);
  compare('wait', await column('select user_id, state from journey_wait'), [
    ...ended('resolved'),
    ...ended('timed_out'),
  ]);
  compare(
    'metric',
    await column(
      'select e.user_id from journey_metric m join journey_enrollment e on e.id = m.enrollment_id',
    ),
    people,
  );
  compare('event', await column('select event_id from journey_event'), senders.answered);
  compare('dead event', await column('select reason from journey_event_dead'), []);
  const same =
    'workflow_id = s.workflow_id and node_id = s.node_id and version = s.version and outcome = s.outcome';
  const miscounted = await column(`select distinct node_id, outcome from journey_step s
    where (select count(*) from journey_step where ${same}) !=
      (select sum(count) from journey_step_count where ${same})`);
  compare('miscounted step', miscounted, []);
  compare(
    'open delivery',
    await column(
      `select user_id, node_id, state, reason, attempt, alone, crashes, store_failures from journey_delivery where state != 'settled'`,
    ),
    [],
  );
  return wrong;
}

/** Of our pauses in real time a hundredth is enough; ten seconds and more are the driver's patience with the server. */
export function hurry(): void {
  const slow = globalThis.setTimeout;
  const quick = (callback: () => void, ms = 0) => slow(callback, ms >= 1000 && ms < 10_000 ? ms / 100 : ms);
  jest.spyOn(globalThis, 'setTimeout').mockImplementation(quick as typeof setTimeout);
}

/** What executions said of the store, each text once. */
export const said = (): string[] => [
  ...new Set(canvas().executions.flatMap(({ run }) => run.data.resultData.error?.message ?? [])),
];
