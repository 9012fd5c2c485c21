import { owner } from '../../test/host/settings';
import { bookingsOf, customers, type Booking } from '../../test/e2e/test-drive/customers';
import { actual, deserved, deservedPhones, phones, type Fate } from '../../test/e2e/test-drive/fates';
import { httpGateway } from '../../test/e2e/test-drive/outside/http-gateway';
import { Stage } from '../../test/e2e/test-drive/stage';
import { play } from '../../test/e2e/test-drive/story';
import { columns } from './columns';
import { editorPort, say, untilStopped, type DemoOptions } from './stay';

const DAY = 86_400_000;
const CHINA = 8 * 3_600_000;

/** What a run of the demo came to. */
interface Summary {
  readonly people: number;
  readonly bookings: number;
  readonly messages: number;
  readonly calls: number;
  /** Messages and calls that nobody was owed, and journeys begun beyond the first of each booking. */
  readonly duplicates: number;
  /** Bookings that did not get exactly what the journey owes them, or whose customers read something else. */
  readonly lost: number;
}

/**
 * Plays the test drive, with a gateway for SMS, a CRM, customers and agents on this machine. Two weeks pass on a clock that the
 * demo turns: appointments and opening hours are dates, which no Time Scale shortens. Returns whether everybody got what they are owed.
 */
export async function playTestDrive(options: DemoOptions): Promise<boolean> {
  const everybody = options.empty ? [] : customers(1, `demo-${Date.now().toString(36)}-`);
  const bookings = bookingsOf(everybody);
  console.log('Building the package, and starting n8n with it');
  const stage = await Stage.open({
    store: 'embedded',
    monday: thisMonday(Date.now()),
    everybody,
    complete: true,
    gateway: (_, repliesTo) => httpGateway(repliesTo),
    ...(options.once ? {} : { port: await editorPort(options) }),
  });
  try {
    if (!options.once) console.log(whereToLook(stage));
    let right = true;
    if (!options.empty) {
      console.log(`Sending ${bookings.length} bookings through "Test Drive"; the demo turns the clock`);
      await play(stage, everybody, async (moment) => say(await progress(stage, moment)));
      const fates = await actual(stage, bookings);
      console.log(`\n${table(bookings, fates)}\n`);
      const summary = summarise(stage, bookings, fates);
      console.log(JSON.stringify(summary));
      right = summary.duplicates === 0 && summary.lost === 0;
    }
    if (!options.once) await untilStopped(stage.n8n, showing(stage));
    return right;
  } finally {
    await stage.close();
  }
}

/** The beginning of this week in China: when the story is over, what anybody sends now is not in the future. */
function thisMonday(now: number): number {
  const local = new Date(now + CHINA);
  const weekday = (local.getUTCDay() + 6) % 7;
  return Math.floor(local.getTime() / DAY) * DAY - weekday * DAY - CHINA;
}

function whereToLook({ n8n, workflowId, intake }: Stage): string {
  return [
    'Where to look',
    `  Editor    ${n8n.baseUrl}`,
    `  Login     ${owner.email}  ${owner.password}`,
    `  Journey   ${n8n.baseUrl}/workflow/${workflowId}   (executions: ${n8n.baseUrl}/workflow/${workflowId}/executions)`,
    `  Events    POST ${intake}   (examples/test-drive/README.md says which)`,
  ].join('\n');
}

async function progress({ facts, gateway }: Stage, moment: string): Promise<string> {
  const [row] = await facts.rows<{ waiting: number; calls: number }>(
    `select (select count(*) from journey_wait where state = 'open') as waiting,
      (select count(*) from journey_contact where channel = 'call') as calls`,
  );
  return `${moment.padEnd(10)} ${row?.waiting} waiting, ${gateway.received().length} SMS, ${row?.calls} calls`;
}

/** Lets the clock go on, and prints every SMS that arrives. */
function showing(stage: Stage): () => Promise<void> {
  let shown = stage.gateway.received().length;
  return async () => {
    await stage.clock.move(stage.clock.now() + 1000);
    const received = stage.gateway.received();
    for (const { to, text } of received.slice(shown)) say(`SMS to ${to}: ${text}`);
    shown = received.length;
  };
}

function table(bookings: readonly Booking[], fates: ReadonlyMap<string, Fate>): string {
  const rows = bookings.map((booking) => {
    const { messages = [], calls = [], ends = [] } = fates.get(booking.id) ?? {};
    return [
      booking.id,
      booking.customer.row.path,
      `${messages.length} of ${booking.owed.messages.length}`,
      `${calls.length} of ${booking.owed.calls.length}`,
      ends.join(', '),
    ];
  });
  return columns([['booking', 'a customer', 'messages', 'calls', 'ends'], ...rows]);
}

function summarise(stage: Stage, bookings: readonly Booking[], fates: ReadonlyMap<string, Fate>): Summary {
  const count = (value: (fate: Fate, booking: Booking) => number): number =>
    bookings.reduce((sum, booking) => {
      const fate = fates.get(booking.id);
      return fate ? sum + value(fate, booking) : sum;
    }, 0);
  const [read, written] = [phones(stage.gateway.received()), deservedPhones(stage, bookings)];
  const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
  return {
    people: new Set(bookings.map(({ customer }) => customer.userId)).size,
    bookings: bookings.length,
    messages: count(({ messages }) => messages.length),
    calls: count(({ calls }) => calls.length),
    duplicates: count(
      ({ messages, calls, begun }, { owed }) =>
        surplus(owed.messages, messages) + surplus(owed.calls, calls) + Math.max(0, begun - 1),
    ),
    lost: bookings.filter((booking) => {
      const { phone } = booking.customer;
      const exact = Object.entries(deserved(booking)).every(([name, value]) =>
        same(fates.get(booking.id)?.[name as keyof Fate], value),
      );
      return !exact || !same(read[phone], written[phone]);
    }).length,
  };
}

/** How many there are beyond those owed, each counted as often as it is there. */
function surplus(owed: readonly string[], got: readonly string[]): number {
  const left = [...owed];
  return got.filter((one) => {
    const place = left.indexOf(one);
    if (place >= 0) left.splice(place, 1);
    return place < 0;
  }).length;
}
