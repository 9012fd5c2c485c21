import { groupBy } from '../domain/group-by';
import type { JourneyMap, JourneyVersion } from '../ports/store';
import type { Engine } from './engine';
import { selectIn } from './rows';

/**
 * Remembers what a version of a journey and its nodes are called; told again, the newer names stay. Which version is the
 * newest is told by whoever publishes: people may walk an older one for long.
 */
export async function putVersion({ db }: Engine, told: JourneyVersion): Promise<void> {
  const named = { name: told.name, nodes: JSON.stringify(told.nodes) };
  await db
    .insertInto('journey_version')
    .values({
      ...{ workflow_id: told.workflowId, version: told.version, time_scale: told.timeScale },
      ...{ ...named, seen_at: told.seenAt },
    })
    .onConflict((conflict) =>
      conflict
        .columns(['workflow_id', 'version'])
        .doUpdateSet(told.published ? { ...named, seen_at: told.seenAt } : named),
    )
    .execute();
}

/** What is known of journeys, by workflow id; one that nobody has told of is missing. */
export async function journeyMaps(
  { db }: Engine,
  workflowIds: readonly string[],
): Promise<Map<string, JourneyMap>> {
  const rows = await selectIn([...new Set(workflowIds)], (slice) =>
    db
      .selectFrom('journey_version')
      .selectAll()
      .where('workflow_id', 'in', slice)
      .orderBy('seen_at')
      .orderBy('version')
      .execute(),
  );
  return new Map(
    [...groupBy(rows, (row) => row.workflow_id)].map(([workflowId, versions]) => [
      workflowId,
      {
        name: versions.at(-1)?.name ?? null,
        nodes: Object.assign({}, ...versions.map(({ nodes }) => JSON.parse(nodes) as object)) as Record<
          string,
          string
        >,
        timeScales: Object.fromEntries(versions.map((row) => [row.version, Number(row.time_scale)])),
      },
    ]),
  );
}
