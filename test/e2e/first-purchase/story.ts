import { PEOPLE, postsOf, SENDER_NAMES, type Post } from './people';
import type { Answer } from './relay';
import { ROWS } from './rows';
import type { Stage } from './stage';

/** A post and what the intake answered to it. */
export interface Posted extends Post {
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

/** One after the other, as an SDK sends. @throws Error when not every event was taken in. */
async function postAll(stage: Stage, posts: readonly Post[]): Promise<Posted[]> {
  const posted: Posted[] = [];
  for (const post of posts) {
    const answers = await stage.post(post);
    const first = answers[0];
    if (first?.status !== 202 || first.accepted !== post.deeds.length)
      throw new Error(`the SDK of ${post.person.userId} was answered ${JSON.stringify(answers)}`);
    posted.push({ ...post, answers });
  }
  return posted;
}
