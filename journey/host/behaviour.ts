import type { IExecuteFunctions } from 'n8n-workflow';
import type { Behaviour } from '../domain/behaviour';
import type { Tallies } from '../ports/store';
import { clock } from './clock';
import type { JourneyProcess } from './process';

/**
 * Counts what the split's people have done up to now, for all of them together. Somebody without a user id has no past:
 * nothing is known of them, not even that they never did something, and a hint says so.
 */
export async function withBehaviour<Subject extends { readonly userId: string | null }>(
  process: JourneyProcess,
  context: IExecuteFunctions,
  behaviours: readonly Behaviour[],
  subjects: readonly Subject[],
): Promise<readonly (Subject & { readonly did?: Tallies | null })[]> {
  if (behaviours.length === 0) return subjects;
  const userIds = subjects.flatMap(({ userId }) => (userId === null ? [] : [userId]));
  const store = await process.runtime.store();
  const tallies = await store.talliesOf(userIds, behaviours, clock().now());
  const unknown = subjects.length - userIds.length;
  if (unknown > 0) {
    hint(
      context,
      'warning',
      `${unknown} of the items ${unknown === 1 ? 'has' : 'have'} no userId: nothing is known of what they did, and no behaviour holds`,
    );
  }
  const seen = [...tallies.values()].some((own) => [...own.values()].some(({ count }) => count > 0));
  if (context.getMode() === 'manual' && !seen) {
    hint(
      context,
      'info',
      'Behaviour is counted from the events in the journey store. It holds none of these for the people of this test run, so everything counts as 0 times',
    );
  }
  return subjects.map((subject) => ({
    ...subject,
    did: subject.userId === null ? null : (tallies.get(subject.userId) ?? null),
  }));
}

function hint(context: IExecuteFunctions, type: 'info' | 'warning', message: string): void {
  context.addExecutionHints({ message, type, location: 'outputPane' });
}
