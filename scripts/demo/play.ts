import { pause, waitFor } from '../../test/host/wait';
import { messageOf, postsOf, type Post } from '../../test/e2e/first-purchase/people';
import { Source } from '../../test/e2e/first-purchase/source';
import type { Facts } from '../../test/support/facts';
import { factsOf, type PersonFacts } from './facts';
import type { Person } from './people';
import { progressLine } from './report';

const LOOK_MS = 500;

/** What became of the people, and how late an event came at most, in milliseconds of the journey's time. */
export interface Played {
  readonly found: PersonFacts[];
  readonly late: number;
}

/**
 * Plays what the people do with Segment's SDK, at the pace of the journey's Time Scale, and returns once everybody is
 * through.
 * @throws Error when the intake does not take an event, or when not everybody is through in two minutes after the last.
 */
export async function play(
  intake: string,
  timeScale: number,
  people: readonly Person[],
  facts: Facts,
  say: (line: string) => void,
): Promise<Played> {
  let last = '';
  let late = 0;
  const progress = async (): Promise<PersonFacts[]> => {
    const now = await factsOf(facts, people);
    const line = progressLine(now);
    if (line !== last) say(line);
    last = line;
    return now;
  };
  const source = await Source.open('segment', intake);
  const start = Date.now();
  const instant = (sinceRegistration: number): Date => new Date(start + sinceRegistration / timeScale);
  try {
    for (const [first, ...more] of together(people.flatMap((person) => postsOf(person)))) {
      const posts = [first, ...more];
      const wait = (): number => instant(first.arrivesAt).getTime() - Date.now();
      while (wait() > 0) {
        await pause(Math.min(LOOK_MS, wait()));
        await progress();
      }
      const messages = posts.flatMap(({ person, deeds }) =>
        deeds.map((deed) => messageOf(person.userId, deed, instant)),
      );
      await source.post(messages, timesOf(first));
      late = Math.max(late, Date.now() - instant(first.arrivesAt).getTime());
    }
  } finally {
    await source.close();
  }
  say('All events are sent');
  const found = await waitFor(
    'everybody to be through the journey',
    async () => {
      const now = await progress();
      return now.every(({ ended }) => ended !== null) && now;
    },
    { timeoutMs: 120_000, everyMs: LOOK_MS },
  );
  return { found, late: late * timeScale };
}

type Group = readonly [Post<Person>, ...Post<Person>[]];

/** What arrives at one time, and is sent as often, leaves in one batch, as SDKs send it. */
function together(posts: readonly Post<Person>[]): Group[] {
  const groups = new Map<string, [Post<Person>, ...Post<Person>[]]>();
  for (const post of posts) {
    const key = `${post.arrivesAt}, ${timesOf(post)} times`;
    const group = groups.get(key);
    if (group) group.push(post);
    else groups.set(key, [post]);
  }
  return [...groups.values()].sort(([a], [b]) => a.arrivesAt - b.arrivesAt);
}

function timesOf({ deeds }: Post<Person>): number {
  return Math.max(...deeds.map(({ times }) => times));
}
