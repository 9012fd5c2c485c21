import type { Tx } from './engine';

/** Where an admin can let people of a journey arrive, and by which trigger they get there. */
export interface Destination {
  readonly nodeId: string;
  readonly triggerId: string;
}

/** The names of the nodes that a journey has instead. */
export type Unknown = { readonly nodes: readonly string[] };

/** How n8n writes the id of a node. */
const NODE_ID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/**
 * Finds a node of a journey by its name or id, in the version that was published last, as far as it was told. An id need not
 * be known: where the workflow has no such node they are held again. They get there by the trigger they came by, if it is
 * still there. Null where the journey has no trigger left.
 */
export async function destinationOf(
  tx: Tx,
  workflowId: string,
  cameBy: string | null,
  nameOrId: string,
): Promise<Destination | Unknown | null> {
  const triggers = await tx
    .selectFrom('journey_rule')
    .select('node_id as id')
    .where('workflow_id', '=', workflowId)
    .orderBy('live_at', 'desc')
    .orderBy('node_id')
    .execute();
  const triggerId = (triggers.find(({ id }) => id === cameBy) ?? triggers[0])?.id;
  if (triggerId === undefined) return null;
  const version = await tx
    .selectFrom('journey_version')
    .select('nodes')
    .where('workflow_id', '=', workflowId)
    .orderBy('seen_at', 'desc')
    .executeTakeFirst();
  const nodes = Object.entries(JSON.parse(version?.nodes ?? '{}') as Record<string, string>);
  const [known] = nodes.find(([id, name]) => name === nameOrId || id === nameOrId) ?? [];
  const nodeId = known ?? (NODE_ID.test(nameOrId) ? nameOrId : undefined);
  if (nodeId === undefined) return { nodes: nodes.map(([, name]) => name).sort() };
  return { nodeId, triggerId };
}
