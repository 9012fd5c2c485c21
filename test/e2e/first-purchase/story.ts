import { PEOPLE, postsOf, SENDER_NAMES, type Person, type Post } from './people';
import type { Answer } from './relay';
import { ROWS } from './rows';
import type { Stage } from './stage';

/** A post and what the intake answered to it. */
export interface Posted extends Post<Person> {
  readonly answers: readonly Answer[];
}

/** Everybody's life on one clock: at each moment what arrives is posted, and when something is due the clock stops too. */
export async function play(stage: Stage): Promise<Posted[]> {
  const posted: Posted[] = [];
  const posts = PEOPLE.flatMap(postsOf);
  const due = Object.values(ROWS).flatMap(({ owed }) => owed.map(({ at }) => at));
  const moments = new Set([...posts.map(({ arrivesAt }) => arrivesAt), ...due]);
  for (const moment of [...moments].sort((a, b) => a - b)) {
    await stage.advanceTo(moment);
    const now = posts.filter(({ arrivesAt }) => arrivesAt === moment);
    const bySender = SENDER_NAMES.map((sender) => now.filter(({ person }) => person.sender === sender));
    posted.push(...(await Promise.all(bySender.map((own) => postAll(stage, own)))).flat());
    await stage.settled();
  }
  return posted;
}

/** One after the other, as an SDK sends. */
async function postAll(stage: Stage, posts: readonly Post<Person>[]): Promise<Posted[]> {
  const posted: Posted[] = [];
  for (const post of posts) posted.push({ ...post, answers: await stage.post(post) });
  return posted;
}
