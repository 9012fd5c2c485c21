import { sql } from 'kysely';
import type { Tx } from '../engine';

/** Admins can let people arrive at another node. */
export async function moves(tx: Tx): Promise<void> {
  await sql`alter table journey_delivery add column move_to text`.execute(tx);
  await sql`create index journey_delivery_moved on journey_delivery (workflow_id, node_id)
    where state = 'ready' and move_to is not null`.execute(tx);
}
