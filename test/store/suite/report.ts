import { fc } from '../../support/random';
import type { ReportRow } from '../../../journey/ports/store';
import type { Open } from '../engines';
import { freshStore } from '../fixture';
import { queries, recount, stories, type Story } from './report-recount';

/** What a journey has achieved. */
export function describeReport(open: Open): void {
  const now = freshStore(open);

  async function tell({ entries, steps, metrics }: Story): Promise<void> {
    const { engine, store } = now();
    for (const table of [
      'journey_step',
      'journey_step_count',
      'journey_enrollment',
      'journey_wait',
      'journey_metric',
    ] as const)
      await engine.db.deleteFrom(table).execute();
    const inserted = entries.map((entry, n) => ({
      id: `e${n}`,
      workflow_id: entry.workflow,
      user_id: `u${n}`,
      instance_key: '',
      entry_seq: n,
      state: entry.left ? ('ended' as const) : ('active' as const),
      reason: entry.left?.reason ?? null,
      error: null,
      entered_at: entry.at,
      started_at: entry.at,
      ended_at: entry.left?.at ?? null,
      holdout: entry.holdout,
      goal_at: entry.goal,
    }));
    await engine.db.insertInto('journey_enrollment').values(inserted).execute();
    const workflowOf = (person: number) => entries[person]!.workflow;
    await store.recordSteps(
      steps.map((step, n) => ({
        key: `k${n}:${step.outcome}`,
        enrollmentId: `e${step.of}`,
        workflowId: workflowOf(step.of),
        nodeId: step.node,
        version: step.version,
        outcome: step.outcome,
        at: step.at,
      })),
    );
    for (const [n, step] of steps.entries()) {
      if (step.outcome !== 'waiting') continue;
      await engine.db
        .insertInto('journey_wait')
        .values({
          id: `w${n}`,
          wait_key: `k${n}`,
          enrollment_id: `e${step.of}`,
          delivery_id: '',
          workflow_id: workflowOf(step.of),
          node_id: step.node,
          user_id: `u${step.of}`,
          state: n % 2 === 0 ? 'open' : 'resolved',
          parked_at: step.at,
          since_at: step.at,
          deadline_at: null,
          all_of: 0,
          path_hash: '',
          branch_id: null,
          resolved_seq: null,
          resolved_at: null,
        })
        .execute();
    }
    for (const [n, { of: person, name, currency, value, at: time }] of metrics.entries()) {
      await engine.db
        .insertInto('journey_metric')
        .values({
          key: `m${n}`,
          workflow_id: workflowOf(person),
          version: 'v1',
          node_id: 'a',
          enrollment_id: `e${person}`,
          kind: currency === null ? 'custom' : 'conversion',
          name,
          value,
          currency,
          order_id: null,
          at: time,
        })
        .execute();
    }
  }

  test('equals a recount of everything that happened', async () => {
    let rows = 0;
    await fc.assert(
      fc.asyncProperty(stories, fc.array(queries, { minLength: 1, maxLength: 6 }), async (story, asked) => {
        await tell(story);
        for (const query of asked) {
          const reported = await now().store.report(query);
          rows += reported.length;
          const byStep = (row: ReportRow) => `${row.version}/${row.nodeId}`;
          const sorted = [...reported].sort((a, b) => (byStep(a) < byStep(b) ? -1 : 1));
          expect(sorted).toEqual(recount(story, query));
        }
      }),
      { numRuns: 60, verbose: 1 },
    );
    // Control: there was something to count.
    expect(rows).toBeGreaterThan(20);
  });
}
