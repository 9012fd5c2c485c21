import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { clock } from './clock';
import { journeyProcess } from './process';
import { aboutPeople, type Answer } from './subjects';

/**
 * Erases each person with all their ids. Nothing of the item goes on but the id and what was found: who is erased should not be
 * handed to further nodes. Held-out people are erased like all others; a test run without the option does nothing.
 */
export async function erasePeople(
  context: IExecuteFunctions,
  otherId: (item: number) => string | null,
  refuseMsOf: (item: number) => number,
  simulate: boolean,
): Promise<INodeExecutionData[]> {
  return aboutPeople(context, otherId, async (store, subjects) => {
    // All fields are looked at before anybody is erased.
    const terms = subjects.map(({ item }) => refuseMsOf(item));
    const answers: Answer[] = [];
    for (const [place, { userId, step }] of subjects.entries()) {
      if (simulate) {
        answers.push({ outcome: 'simulated', json: { userId, erasure: { outcome: 'simulated' } } });
        continue;
      }
      const now = clock().now();
      const outcome = await store.erase({ userId, step, refuseMs: terms[place] ?? 0, now });
      answers.push(
        outcome.kind === 'erased'
          ? { outcome: 'erased', json: { userId, erasure: { outcome: 'erased', ...outcome.report } } }
          : { outcome: outcome.kind, json: null },
      );
    }
    // Whoever routes may have read of the log what is gone now, and looks again.
    await store.notify();
    journeyProcess().runtime.poke();
    return answers;
  });
}
