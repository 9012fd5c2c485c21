import { NodeOperationError, type IExecuteData, type IExecuteFunctions } from 'n8n-workflow';
import type { Lineage, PersonRef } from '../ports/store';
import { ancestryOf, rootStep } from './continuation';
import type { JourneyProcess } from './process';

/** Whose item this is, and the way it came. */
export interface Traveller {
  readonly person: PersonRef;
  readonly lineage: Lineage;
  /** Delivery, node and count: the same over attempts, and for nothing else. */
  readonly key: string;
}

const REMEDY =
  'Start people with User Event Trigger, or send their events with Publish User Event from any other workflow';

/**
 * Whose item each input item is: the lineage to the journey's trigger says it, so people may reshape the json as they
 * like. `completed` must be called once the node has done its work, so that a retry of the node within the execution
 * finds the same keys.
 * @throws NodeOperationError naming the item when it belongs to nobody or cannot be told apart.
 */
export async function travellers(
  process: JourneyProcess,
  context: IExecuteFunctions,
  entry: IExecuteData,
  count: number,
): Promise<{ readonly travellers: Traveller[]; readonly completed: () => void }> {
  const executionId = context.getExecutionId();
  const owned = await peopleOf(process, executionId);
  const counts = new Map(process.executions.get(executionId)?.counts);
  const found = Array.from({ length: count }, (_, item): Traveller => {
    const { person, lineage } = travellerOf(context, entry, item, owned);
    const counter = `${person.deliveryId}:${context.getNode().id}`;
    const visit = counts.get(counter) ?? 0;
    counts.set(counter, visit + 1);
    return { person, lineage, key: `${counter}:${visit}` };
  });
  return {
    travellers: found,
    completed: () =>
      counts.forEach((value, key) => process.executions.get(executionId)?.counts.set(key, value)),
  };
}

interface Owned {
  /** In the order of the trigger's items; null when another life of the process claimed them. */
  readonly ordered: readonly PersonRef[] | null;
  readonly byEnrollment: ReadonlyMap<string, PersonRef>;
}

async function peopleOf(process: JourneyProcess, executionId: string): Promise<Owned> {
  const ordered = process.executions.get(executionId)?.people ?? null;
  const people = ordered ?? (await (await process.runtime.store()).peopleOf(executionId));
  return { ordered, byEnrollment: new Map(people.map((person) => [person.enrollmentId, person])) };
}

function travellerOf(
  context: IExecuteFunctions,
  entry: IExecuteData,
  item: number,
  owned: Owned,
): { readonly person: PersonRef; readonly lineage: Lineage } {
  const node = context.getNode();
  const ancestry = ancestryOf(context, entry, item);
  const only = owned.byEnrollment.size === 1 ? [...owned.byEnrollment.values()][0] : undefined;
  if ('broken' in ancestry) {
    // Alone in the execution, a person is known without a trace of the item.
    const root = rootStep(context);
    if (only) return { person: only, lineage: root ? [root] : [] };
    throw new NodeOperationError(
      node,
      owned.byEnrollment.size === 0
        ? `Item ${item} belongs to no journey`
        : `It cannot be told whose item ${item} is: ${ancestry.broken}`,
      {
        itemIndex: item,
        description:
          owned.byEnrollment.size === 0
            ? REMEDY
            : 'Let that node keep pairedItem, or set "People per Execution" of the User Event Trigger to 1',
      },
    );
  }
  const journey = ancestry.steps[0]?.json['journey'] as { enrollmentId?: unknown } | undefined;
  const person = owned.ordered
    ? owned.ordered[ancestry.rootIndex]
    : owned.byEnrollment.get(String(journey?.enrollmentId));
  if (person) return { person, lineage: ancestry.steps };
  throw new NodeOperationError(node, `Item ${item} belongs to no journey`, {
    itemIndex: item,
    description: REMEDY,
  });
}
