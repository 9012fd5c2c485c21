import { postgresAvailable } from '../../host/services';
import { seed } from '../../support/random';
import { liveThrough, MOMENTS, STRANDED, type Round } from './moments';
import { liveInPeace, type Peace } from './peace';
import { deserved } from './people';
import { Story, type Kill, type StoreKind } from './story';

jest.setTimeout(1_200_000);

const stores: readonly StoreKind[] = postgresAvailable() ? ['embedded', 'postgres'] : ['embedded'];

/** Everything that happened in a story, for the tests to judge. */
interface Told {
  readonly rounds: readonly Round[];
  /** Executions that n8n itself counts as crashed. */
  readonly crashed: number;
  readonly peace: Peace;
}

const stories = new Map(stores.map((store) => [store, new Story(store, seed)]));
const tales = new Map<StoreKind, Promise<Told>>();

async function tell(story: Story): Promise<Told> {
  await story.begin();
  const rounds = await liveThrough(story);
  const crashed = (await story.executions()).filter(({ status }) => status === 'crashed').length;
  return { rounds, crashed, peace: await liveInPeace(story) };
}

// Both stories go on at the same time: starting n8n again takes most of it.
beforeAll(() => {
  console.info(`The random delays are those of --seed ${seed}`);
  for (const [store, story] of stories) {
    const tale = tell(story);
    tales.set(store, tale);
    // The tests that wait for it fail.
    tale.catch(() => {});
  }
});

afterAll(async () => {
  await Promise.all([...stories.values()].map((story) => story.end()));
});

describe.each(stores)('kill -9 of an n8n that keeps its journeys in the %s store', (store) => {
  let story: Story;
  let told: Told;

  beforeAll(async () => {
    story = stories.get(store) as Story;
    told = await (tales.get(store) as Promise<Told>);
  });

  it('loses no accepted event and nobody who waits, and gives nothing twice', () => {
    expect(told.rounds.map(({ moment }) => moment)).toEqual(MOMENTS.map(({ name }) => name));
    for (const { people, fates } of told.rounds) expect(fates).toEqual(deserved(people));
  });

  it('hits work in the middle at every moment', () => {
    console.info(`${table(story.ledger)}\nn8n itself counts ${told.crashed} crashed executions (${store})`);
    const kills = (moment: string): Kill[] => story.ledger.filter((kill) => kill.moment === moment);
    const cut = (moment: string, what: (kill: Kill) => number): number =>
      kills(moment).reduce((sum, kill) => sum + what(kill), 0);
    expect(cut('accepted', ({ unrouted, ready, emitted }) => unrouted + ready + emitted)).toBeGreaterThan(0);
    expect(cut('emitted', ({ emitted }) => emitted)).toBeGreaterThan(0);
    expect(cut('due', ({ due, ready, emitted }) => due + ready + emitted)).toBeGreaterThan(0);
    expect(kills('coupon').map(({ running }) => running)).toEqual([12]);
    expect(kills('mid-flow').map(({ running }) => running)).toEqual([28, 12]);
    expect(told.crashed).toBeGreaterThanOrEqual(cut('mid-flow', ({ executions }) => executions));
  });

  it('shows the same code again to whoever was cut off between coupon and end', () => {
    const cutOff = told.rounds.find(({ moment }) => moment === 'coupon')?.people.filter(({ buys }) => buys);
    const codes = cutOff?.map(({ userId }) => story.shop.codesTold('tell', userId)) ?? [];
    expect(codes.map((of) => of.length)).toEqual(Array(12).fill(2));
    expect(codes.map((of) => new Set(of).size)).toEqual(Array(12).fill(1));
  });

  it('gives up a person whose execution is cut off three times, the last two alone', async () => {
    expect(story.ledger.slice(-3).map(({ aroundStranded }) => aroundStranded)).toEqual([5, 1, 1]);
    expect(story.shop.codesTold('greet', STRANDED.userId)).toHaveLength(3);
    const [delivery] = await story.facts
      .rows(`select d.state, d.attempt, d.reason, e.state as journey, e.error
      from journey_delivery d join journey_enrollment e on e.id = d.enrollment_id
      where d.user_id = '${STRANDED.userId}'`);
    const reason = 'the process died (3 times)';
    expect(delivery).toEqual({ state: 'dead', attempt: 3, reason, journey: 'ended', error: reason });
  });

  it('continues people after an orderly restart, and once n8n has forgotten all executions', () => {
    const { people, fates, ...rest } = told.peace;
    expect(fates).toEqual(deserved(people));
    expect(rest).toEqual({ remembered: 0, leftByStop: 0, attempts: 1 });
  });
});

function table(ledger: readonly Kill[]): string {
  const columns = [
    'moment',
    'delayMs',
    'unrouted',
    'due',
    'ready',
    'emitted',
    'running',
    'executions',
  ] as const;
  return [columns, ...ledger.map((kill) => columns.map((column) => kill[column]))]
    .map((row) => row.map((cell) => String(cell).padEnd(10)).join(' '))
    .join('\n');
}
