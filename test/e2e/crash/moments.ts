import { cohort, type Fate, type Person } from './people';
import type { Story } from './story';

/** One kill and what became of the people it hit. */
export interface Round {
  readonly moment: string;
  readonly people: readonly Person[];
  readonly fates: Record<string, Fate>;
}

/** Somebody whose execution never ends, at every kill in the middle of executions. */
export const STRANDED: Person = { userId: 'stranded', entry: 'imported', buys: false };

/** How people who buy or not are taken to the moment of the kill, which it calls. */
type Moment = (story: Story, people: readonly Person[], name: string) => Promise<void>;

/** Right after a batch was answered with 202, others still on their way; senders repeat what was not answered. */
const accepted: Moment = async (story, people, name) => {
  const batches = Array.from({ length: 4 }, (_, part) =>
    people.filter((_person, index) => index % 4 === part),
  );
  const sent = batches.map((batch) => story.enter(batch));
  const statuses = Promise.allSettled(sent);
  await Promise.any(sent);
  await story.kill(name);
  const answers = await statuses;
  await story.start();
  for (const [part, answer] of answers.entries())
    if (answer.status === 'rejected') await story.enter(batches[part] ?? []);
};

/** While many entries are being started and claimed. */
const emitted: Moment = async (story, people, name) => {
  await story.enter(people);
  await story.until('deliveries to be emitted', ({ emitted, running }) => emitted + running > 0);
  await story.kill(name, 250);
  await story.start();
};

/** While executions are in the middle: all of them are known to wait for an answer from outside. */
const midFlow =
  (step: 'greet' | 'lookup'): Moment =>
  async (story, people, name) => {
    if (step === 'lookup') await enterAndWait(story, people);
    story.shop.hold(step);
    if (step === 'greet') await story.enter(people);
    else await story.purchase(people);
    const caught = step === 'greet' ? people : people.filter(({ buys }) => buys);
    await story.shop.caught(step, idsOf(caught));
    await story.shop.caught('greet', [STRANDED.userId]);
    await story.kill(name, 300);
    await story.start();
  };

/** While deadlines are being resolved. Some bought in time, and nobody has looked at that yet. */
const due: Moment = async (story, people, name) => {
  await enterAndWait(story, people);
  await story.purchase(people);
  await story.dayPasses();
  await story.kill(name, 300);
  await story.start();
};

/** Between the coupon and the end of the execution: the shop has been told the code and has not answered. */
const coupon: Moment = async (story, people, name) => {
  await enterAndWait(story, people);
  story.shop.hold('tell');
  await story.purchase(people);
  await story.shop.caught('tell', idsOf(people.filter(({ buys }) => buys)));
  await story.shop.caught('greet', [STRANDED.userId]);
  await story.kill(name);
  await story.start();
};

async function enterAndWait(story: Story, people: readonly Person[]): Promise<void> {
  await story.enter(people);
  await story.settle();
}

function idsOf(people: readonly Person[]): string[] {
  return people.map(({ userId }) => userId);
}

/**
 * Every kill of a story, in order. With the 28, whoever is stranded shares an execution with four of them, and is hit
 * by the two kills after that too.
 */
export const MOMENTS: readonly { readonly name: string; readonly size: number; readonly reach: Moment }[] = [
  { name: 'accepted', size: 40, reach: accepted },
  { name: 'emitted', size: 24, reach: emitted },
  { name: 'emitted', size: 24, reach: emitted },
  { name: 'due', size: 24, reach: due },
  { name: 'due', size: 24, reach: due },
  { name: 'mid-flow', size: 28, reach: midFlow('greet') },
  { name: 'mid-flow', size: 24, reach: midFlow('lookup') },
  { name: 'coupon', size: 24, reach: coupon },
];

/** Goes through every kill; whoever was hit is then led to the end. */
export async function liveThrough(story: Story): Promise<Round[]> {
  const rounds: Round[] = [];
  for (const [index, { name, size, reach }] of MOMENTS.entries()) {
    const people = cohort(`${name}${index}`, size);
    const strands = name === 'mid-flow' && MOMENTS[index - 1]?.name !== name;
    if (strands) story.strand(STRANDED);
    await reach(story, strands ? [...people, STRANDED] : people, name);
    rounds.push({ moment: name, people, fates: await story.complete(people) });
  }
  return rounds;
}
