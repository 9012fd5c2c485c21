import { sql, type RawBuilder } from 'kysely';
import type { NodeRef } from '../ports/store';
import type { Engine } from './engine';
import { selectIn, UNSETTLED } from './rows';

/** The store's own clock in milliseconds: leases, heartbeats and start timeouts of every process are compared on it. */
export function leaseNow(engine: Pick<Engine, 'types'>): RawBuilder<number> {
  return sql.raw<number>(engine.types.now);
}

/** Boot ids, other than our own, that hold something and whose process no longer says that it is alive. */
export async function deadBoots(
  engine: Engine,
  bootId: string,
  leaseMs: number,
  othersAreDead: boolean,
): Promise<string[]> {
  const holders = await engine.db
    .selectFrom('journey_delivery')
    .select('boot_id')
    .distinct()
    .where(UNSETTLED)
    .where('state', 'in', ['emitted', 'running'])
    .where('boot_id', '!=', bootId)
    .execute();
  const ids = holders.flatMap((row) => (row.boot_id === null ? [] : [row.boot_id]));
  if (ids.length === 0 || othersAreDead || engine.exclusive) return ids;
  const alive = await selectIn(ids, (slice) =>
    engine.db
      .selectFrom('journey_process')
      .select('boot_id')
      .where('boot_id', 'in', slice)
      .where('heartbeat_at', '>', sql<number>`${leaseNow(engine)} - ${leaseMs * 2}`)
      .execute(),
  );
  const living = new Set(alive.map((row) => row.boot_id));
  return ids.filter((id) => !living.has(id));
}

/** The key of a node's rule. */
export function ruleId(node: NodeRef): string {
  return `${node.workflowId}/${node.nodeId}`;
}
