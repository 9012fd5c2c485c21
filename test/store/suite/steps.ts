import { fc } from '../../support/random';
import type { StepRecord } from '../../../journey/ports/store';
import type { Open } from '../engines';
import { freshStore } from '../fixture';
import { HOUR, T0 } from '../kit';

/** The journal and its counters. */
export function describeSteps(open: Open): void {
  const now = freshStore(open);
  const step = (key: string, given: Partial<StepRecord> = {}): StepRecord => ({
    workflowId: 'journey',
    nodeId: 'wait',
    key,
    enrollmentId: 'e',
    version: 'v1',
    outcome: 'entered',
    at: T0,
    ...given,
  });
  const journal = () => now().engine.db.selectFrom('journey_step').selectAll().orderBy('key').execute();
  const counters = () => now().engine.db.selectFrom('journey_step_count').selectAll().execute();

  test('a step is written and counted once, however often it is replayed', async () => {
    await now().store.recordSteps([step('a'), step('a'), step('b')]);
    await now().store.recordSteps([step('a'), step('b', { outcome: 'other' })]);
    expect((await journal()).map((row) => row.key)).toEqual(['a', 'b']);
    expect(await counters()).toEqual([
      {
        workflow_id: 'journey',
        version: 'v1',
        node_id: 'wait',
        outcome: 'entered',
        hour: Math.floor(T0 / HOUR),
        count: 2,
      },
    ]);
  });

  test('no steps are no work', async () => {
    await now().store.recordSteps([]);
    expect(await counters()).toEqual([]);
  });

  const arbitrary = fc.record({
    key: fc.integer({ min: 0, max: 40 }).map((key) => `k${key}`),
    workflowId: fc.constantFrom('w1', 'w2'),
    nodeId: fc.constantFrom('n1', 'n2'),
    version: fc.constantFrom('', 'v1'),
    outcome: fc.constantFrom('entered', 'timed_out'),
    at: fc.integer({ min: 0, max: 4 * HOUR }).map((offset) => T0 + offset),
  });

  test('the hourly counters equal a recount of the journal', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(arbitrary, { maxLength: 12 }), { maxLength: 6 }), async (calls) => {
        await now().engine.db.deleteFrom('journey_step').execute();
        await now().engine.db.deleteFrom('journey_step_count').execute();
        await Promise.all(
          calls.map((call) => now().store.recordSteps(call.map(({ key, ...rest }) => step(key, rest)))),
        );
        const recount = new Map<string, number>();
        for (const row of await journal()) {
          const key = [
            row.workflow_id,
            row.version,
            row.node_id,
            row.outcome,
            Math.floor(row.at / HOUR),
          ].join('/');
          recount.set(key, (recount.get(key) ?? 0) + 1);
        }
        const kept = new Map(
          (await counters()).map((row) => [
            [row.workflow_id, row.version, row.node_id, row.outcome, row.hour].join('/'),
            Number(row.count),
          ]),
        );
        expect(kept).toEqual(recount);
      }),
      { numRuns: 40, verbose: 1 },
    );
  });
}
