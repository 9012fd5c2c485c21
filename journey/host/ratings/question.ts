import type { RatingPage } from '../../domain/pages/rating-page';
import type { WaitView } from '../../ports/store';
import { journeyProcess } from '../process';
import type { Question } from './turn';

/** A question that can be answered now. */
export interface OpenQuestion {
  readonly standing: 'open';
  /** What answers name. */
  readonly question: string;
  readonly userId: string;
  readonly page: RatingPage;
}

/** A question that has its answer, or whose time is over; `page` is null once nobody knows what it was. */
export interface PastQuestion {
  readonly standing: 'answered' | 'closed';
  readonly page: RatingPage | null;
}

/**
 * How the question of a wait's key stands at an instant; null when this workflow never asked it, or it is forgotten. Copies
 * of a workflow have nodes of the same ids.
 */
export async function findQuestion(
  workflowId: string,
  key: string,
  now: number,
): Promise<OpenQuestion | PastQuestion | null> {
  const store = await journeyProcess().runtime.store();
  const waits = (await store.waitsSince(key)).filter((wait) => wait.workflowId === workflowId);
  const own = waits.flatMap((wait, place) => {
    const asked = questionOf(wait);
    return place === 0 || asked?.question === key ? [{ wait, asked }] : [];
  });
  if (own.length === 0) return null;
  for (const { wait, asked } of own) {
    const inTime = wait.deadlineAt === null || now <= wait.deadlineAt;
    if (asked && wait.state === 'open' && inTime)
      return { standing: 'open', question: key, userId: wait.userId, page: asked.page };
  }
  const standing = own.some(({ wait }) => wait.event !== null) ? 'answered' : 'closed';
  return { standing, page: own.find(({ asked }) => asked)?.asked?.page ?? null };
}

function questionOf({ memo }: WaitView): Question | null {
  const kept = (memo ?? null) as Question | null;
  return kept?.stage === 'answer' ? kept : null;
}
