import { sql } from 'kysely';
import type { EntryRule } from '../domain/entry';
import type { NodeRef } from '../ports/store';
import type { Engine } from './engine';
import { ruleId } from './lease';
import { headOf } from './log';
import { chunks } from './rows';

/**
 * Writes a journey's entry rule. A fresh one counts from the log's head; otherwise the position of the older rule is
 * kept, so that what arrived while n8n was down or changing hands still enters.
 */
export async function putRule(
  engine: Engine,
  node: NodeRef & { readonly rule: EntryRule },
  options: { readonly fresh: boolean; readonly now: number },
): Promise<void> {
  await engine.write(async (tx) => {
    const head = await headOf(tx);
    const changed = { spec: JSON.stringify(node.rule), live_at: options.now };
    await tx
      .insertInto('journey_rule')
      .values({
        id: ruleId(node),
        workflow_id: node.workflowId,
        node_id: node.nodeId,
        valid_from_seq: head,
        ...changed,
      })
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet(options.fresh ? { ...changed, valid_from_seq: head } : changed),
      )
      .execute();
  });
}

/** Drops entry rules of nodes that a workflow no longer has. */
export async function keepRules(
  engine: Engine,
  workflowId: string,
  nodeIds: readonly string[],
): Promise<void> {
  let gone = engine.db.deleteFrom('journey_rule').where('workflow_id', '=', workflowId);
  if (nodeIds.length > 0) gone = gone.where('node_id', 'not in', nodeIds);
  await gone.execute();
}

/** When a rule was last known to be served; null when there is none. */
export async function ruleLiveAt(engine: Engine, node: NodeRef): Promise<number | null> {
  const row = await engine.db
    .selectFrom('journey_rule')
    .select('live_at')
    .where('id', '=', ruleId(node))
    .executeTakeFirst();
  return row?.live_at ?? null;
}

/**
 * Drops entries of a paused journey: those whose event came in after `pausedSince`, and
 * before `keepSince`, and that were never emitted, with
 * their enrollments, as if the rule had not been there.
 */
export async function dropPausedEntries(
  engine: Engine,
  node: NodeRef,
  pausedSince: number,
  keepSince: number,
): Promise<number> {
  return engine.write(async (tx) => {
    const rows = await tx
      .selectFrom('journey_delivery as d')
      .innerJoin('journey_enrollment as e', 'e.id', 'd.enrollment_id')
      .innerJoin('journey_event as ev', 'ev.seq', 'e.entry_seq')
      .select('d.id')
      .where('d.kind', '=', 'entry')
      .where('d.workflow_id', '=', node.workflowId)
      .where('d.node_id', '=', node.nodeId)
      .where(sql<boolean>`d.state <> 'settled'`)
      .where('d.state', 'in', ['ready', 'held'])
      .where('d.attempt', '=', 0)
      .where('d.move_to', 'is', null)
      .where('ev.received_at', '>', pausedSince)
      .where('ev.received_at', '<', keepSince)
      .execute();
    const dropped: string[] = [];
    for (const slice of chunks(rows.map((row) => row.id))) {
      // Asked again while deleting: another process may have emitted one since.
      const gone = await tx
        .deleteFrom('journey_delivery')
        .where('id', 'in', slice)
        .where('state', 'in', ['ready', 'held'])
        .where('attempt', '=', 0)
        .where('move_to', 'is', null)
        .returning('enrollment_id')
        .execute();
      dropped.push(...gone.map((row) => row.enrollment_id));
    }
    for (const slice of chunks(dropped)) {
      await tx.deleteFrom('journey_enrollment').where('id', 'in', slice).execute();
    }
    return dropped.length;
  });
}
