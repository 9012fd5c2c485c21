import { cohort, type Fate, type Person } from './people';
import type { Story } from './story';

/** What became of people who lived through no crash. */
export interface Peace {
  readonly people: readonly Person[];
  readonly fates: Record<string, Fate>;
  /** Executions that n8n remembered once it was told to forget all. */
  readonly remembered: number;
  /** What was on the move when n8n had shut down. */
  readonly leftByStop: number;
  /** The most attempts that anybody needed. */
  readonly attempts: number;
}

/** While people wait, n8n first forgets all executions, some go on, then it is stopped and started again. */
export async function liveInPeace(story: Story): Promise<Peace> {
  const people = cohort('peace', 24);
  await story.enter(people);
  await story.settle();
  const remembered = await story.forgetExecutions();
  await story.purchase(people.slice(6, 18));
  await story.settle();
  await story.stop();
  const { unrouted, ready, emitted, running } = await story.underway();
  await story.start();
  const fates = await story.complete(people);
  const [most] = await story.facts.rows<{ attempts: number }>(
    `select max(attempt) as attempts from journey_delivery where user_id like 'peace-%'`,
  );
  return {
    people,
    fates,
    remembered,
    leftByStop: unrouted + ready + emitted + running,
    attempts: most?.attempts ?? 0,
  };
}
