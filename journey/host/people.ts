import { NodeOperationError, type IExecuteData, type IExecuteFunctions } from 'n8n-workflow';
import type { ClaimedPerson, Lineage, LineageStep, PersonRef } from '../ports/store';
import { clock } from './clock';
import { ancestryOf, graphOf, inputItems, rootStep } from './continuation';
import { settleAtEnd } from './finish';
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

/** Where an execution begins that no event started, and that therefore cannot be parked and continued. */
const ELSEWHERE: readonly (readonly [RegExp, string])[] = [
  [/\.executeWorkflowTrigger$/, 'a sub-workflow'],
  [/\.errorTrigger$/, 'an error workflow'],
  [/\.(manualC|c)hatTrigger$/, 'a chat'],
];

/** What to do with an item that is nobody's: by where its execution began. */
function remedyFor(context: IExecuteFunctions): string {
  const root = rootStep(context);
  const type = graphOf(context).nodes[root?.name ?? '']?.type ?? '';
  const elsewhere = ELSEWHERE.find(([trigger]) => trigger.test(type));
  return elsewhere
    ? `This execution is ${elsewhere[1]}, in which nobody can wait: put the wait in the journey itself`
    : REMEDY;
}

/**
 * What had been completed when a run of a node began. n8n runs a node a second time for the same entry of its stack under
 * Retry On Fail, also when the first time was no failure but put out an item with a field called "error".
 */
const countsBefore = new WeakMap<IExecuteData, ReadonlyMap<string, number>>();

/** The people of a run's items, in their order; `completed` is called once the node has done its work for them. */
export interface Arrived {
  readonly travellers: Traveller[];
  readonly completed: () => void;
}

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
): Promise<Arrived> {
  if (context.getMode() === 'manual') return testTravellers(process, context, entry, count);
  const executionId = context.getExecutionId();
  const owned = await peopleOf(process, context, () => enrollmentsOf(context, entry, count));
  const earlier = countsBefore.get(entry) ?? new Map(process.executions.get(executionId)?.counts);
  countsBefore.set(entry, earlier);
  const counts = new Map(earlier);
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

/** In a test run that was told to really act, each item's user gets a throw-away enrollment. */
async function testTravellers(
  process: JourneyProcess,
  context: IExecuteFunctions,
  entry: IExecuteData,
  count: number,
): Promise<{ readonly travellers: Traveller[]; readonly completed: () => void }> {
  const users = Array.from({ length: count }, (_, item) => {
    const ancestry = ancestryOf(context, entry, item);
    const root = 'broken' in ancestry ? rootStep(context) : ancestry.steps[0];
    return String(root?.json['userId'] ?? inputItems(entry)[item]?.json['userId'] ?? 'test-run');
  });
  const run = {
    workflowId: context.getWorkflow().id ?? '',
    executionId: context.getExecutionId(),
    bootId: process.runtime.bootId,
  };
  const store = await process.runtime.store();
  const people = await store.enrollForTest(run, users, clock().now());
  settleAtEnd(process, context);
  return {
    travellers: people.map((person) => ({
      person,
      lineage: [],
      key: `${person.deliveryId}:${context.getNode().id}:0`,
    })),
    completed: () => {},
  };
}

interface Owned {
  /** In the order of the trigger's items; null when another life of the process claimed them. */
  readonly ordered: readonly PersonRef[] | null;
  readonly byEnrollment: ReadonlyMap<string, PersonRef>;
}

async function peopleOf(
  process: JourneyProcess,
  context: IExecuteFunctions,
  enrollmentsOfItems: () => readonly string[],
): Promise<Owned> {
  const executionId = context.getExecutionId();
  const known = process.executions.get(executionId);
  const retried = known?.retried ?? (!known && context.getMode() === 'retry');
  if (!retried) {
    const ordered = known?.people ?? null;
    const people = ordered ?? (await (await process.runtime.store()).peopleOf(executionId));
    if (people.length > 0) settleAtEnd(process, context);
    return { ordered, byEnrollment: byEnrollment(people) };
  }
  const enrollments = enrollmentsOfItems();
  const people = known?.people ?? (await retryPeople(process, context, enrollments));
  // Whoever has gone on since is fenced off: an attempt that never was.
  const gone = enrollments.map((id) => ({ deliveryId: id, attempt: -1, enrollmentId: id, userId: '' }));
  return { ordered: null, byEnrollment: byEnrollment([...gone, ...people]) };
}

function byEnrollment(people: readonly PersonRef[]): Map<string, PersonRef> {
  return new Map(people.map((person) => [person.enrollmentId, person]));
}

/** n8n's Retry of a failed execution: people whose journey ended with that failure are taken back into it. */
async function retryPeople(
  process: JourneyProcess,
  context: IExecuteFunctions,
  enrollments: readonly string[],
): Promise<readonly ClaimedPerson[]> {
  const { runtime, executions, heartbeat } = process;
  await heartbeat.keep();
  const executionId = context.getExecutionId();
  const store = await runtime.store();
  const people = await store.revive(context.getWorkflow().id ?? '', enrollments, executionId, runtime.bootId);
  executions.begin(executionId, people).retried = true;
  settleAtEnd(process, context);
  const left = enrollments.length - people.length;
  if (left > 0) {
    const message = `${left} of these people have gone on or left since: nothing is done again for them`;
    context.addExecutionHints({ message, type: 'warning', location: 'outputPane' });
  }
  return people;
}

/** The enrollments that the items name at the trigger; evidence only together with the store. */
function enrollmentsOf(context: IExecuteFunctions, entry: IExecuteData, count: number): string[] {
  const ids = Array.from({ length: count }, (_, item) => {
    const ancestry = ancestryOf(context, entry, item);
    return enrollmentId('broken' in ancestry ? rootStep(context) : ancestry.steps[0]);
  });
  return [...new Set(ids.filter((id) => id !== null))];
}

function enrollmentId(root: LineageStep | null | undefined): string | null {
  const journey = root?.json['journey'] as { enrollmentId?: unknown } | undefined;
  return typeof journey?.enrollmentId === 'string' ? journey.enrollmentId : null;
}

/** Whether items of this execution belong to people: it was started for them, or retries one that was. */
export function inJourney(process: JourneyProcess, context: IExecuteFunctions): boolean {
  if (process.executions.get(context.getExecutionId())) return true;
  return context.getMode() === 'retry' && enrollmentId(rootStep(context)) !== null;
}

/**
 * The same, also for an execution that n8n resumed from a wait of its own in a later life of the process: what the items
 * claim at the trigger is looked up in the store, which is asked in no other case.
 */
export async function ofJourney(process: JourneyProcess, context: IExecuteFunctions): Promise<boolean> {
  if (inJourney(process, context)) return true;
  if (enrollmentId(rootStep(context)) === null) return false;
  return (await (await process.runtime.store()).peopleOf(context.getExecutionId())).length > 0;
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
            ? remedyFor(context)
            : 'Let that node keep pairedItem, or set "People per Execution" of the User Event Trigger to 1',
      },
    );
  }
  const person = owned.ordered
    ? owned.ordered[ancestry.rootIndex]
    : owned.byEnrollment.get(enrollmentId(ancestry.steps[0]) ?? '');
  if (person) return { person, lineage: ancestry.steps };
  throw new NodeOperationError(node, `Item ${item} belongs to no journey`, {
    itemIndex: item,
    description: remedyFor(context),
  });
}

/** Who arrives with the items of a journey, as `travellers` has it; null outside journeys and in test runs, where items are nobody's. */
export async function arrivals(
  process: JourneyProcess,
  context: IExecuteFunctions,
  entry: IExecuteData,
  count: number,
): Promise<Arrived | null> {
  if (context.getMode() === 'manual' || !(await ofJourney(process, context))) return null;
  return travellers(process, context, entry, count);
}
