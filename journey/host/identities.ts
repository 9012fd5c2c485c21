import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { ALIAS } from '../domain/identity';
import type { AppendOutcome, UserProfile } from '../ports/store';
import { appendAtOnce } from './append';
import { clock } from './clock';
import { newId } from './ids';
import { EVENT_SOURCE } from './publish';
import { aboutPeople } from './subjects';

/**
 * Merges another id into each person, as an event of the log: it takes effect at its place there, after everything that
 * came before. Asking again for what is merged already does nothing.
 */
export async function mergeIds(
  context: IExecuteFunctions,
  otherId: (item: number) => string | null,
  aliasOf: (item: number) => string,
  simulate: boolean,
): Promise<INodeExecutionData[]> {
  return aboutPeople(context, otherId, async (store, subjects) => {
    const now = clock().now();
    const aliases = subjects.map(({ item }) => aliasOf(item));
    const users = await store.userProfiles(subjects.map(({ userId }) => userId));
    const known = await store.userProfiles(aliases);
    const verdicts = aliases.map((alias, place) => verdictOf(alias, users[place], known[place]));
    const wishes = subjects.flatMap(({ userId, step }, place) =>
      verdicts[place] !== 'merging' || simulate
        ? []
        : {
            eventId: step?.key ?? newId(),
            userId,
            event: ALIAS,
            timestamp: now,
            receivedAt: now,
            source: EVENT_SOURCE,
            properties: { alias: aliases[place] },
          },
    );
    const appended = await appendAtOnce(wishes);
    let next = 0;
    return subjects.map(({ input, userId }, place) => {
      const verdict = verdicts[place] ?? 'merging';
      const outcome = verdict === 'merging' ? (simulate ? 'simulated' : told(appended[next++])) : verdict;
      return { outcome, json: { ...input.json, merge: { userId, otherId: aliases[place], outcome } } };
    });
  });
}

/** A duplicate is the same step again: the event is in the log. */
function told(outcome: AppendOutcome | undefined): 'merging' | 'erased' {
  return outcome === 'erased' ? 'erased' : 'merging';
}

/** An id that belongs to another user stays with them. */
function verdictOf(
  alias: string,
  user: UserProfile | undefined,
  known: UserProfile | undefined,
): 'merging' | 'already_merged' | 'refused' {
  if (known?.userId === user?.userId) return 'already_merged';
  return known?.userId === alias ? 'merging' : 'refused';
}
