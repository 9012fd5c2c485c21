import type { CallEnd, EndedCall } from './dispositions';

/** What is done after calls that ended in one way. */
export interface Rung {
  readonly after: CallEnd;
  /** How often at most the person is called again for that reason. */
  readonly times: number;
  /** How long after such an end. A person who said when they want to be called is called then. */
  readonly afterMs: number;
}

/** Whether somebody is called again, and when. */
export type NextCall = { readonly kind: 'over' } | { readonly kind: 'again'; readonly at: number };

/**
 * What follows the last of these calls. Never before `now`, and only before `endsAt`, when the person leaves anyway; there
 * are never more calls than one and all rungs' times. The hours in which people may be called are looked at when it is time.
 */
export function nextCall(
  ended: readonly Pick<EndedCall, 'end' | 'callbackAt'>[],
  ladder: readonly Rung[],
  { now, endsAt }: { readonly now: number; readonly endsAt: number },
): NextCall {
  const last = ended.at(-1);
  const rung = ladder.find(({ after }) => after === last?.end);
  const before = ended.filter(({ end }) => end === last?.end).length;
  if (!last || !rung || before > rung.times) return { kind: 'over' };
  const at = Math.max(now, last.callbackAt ?? now + rung.afterMs);
  return at < endsAt ? { kind: 'again', at } : { kind: 'over' };
}
