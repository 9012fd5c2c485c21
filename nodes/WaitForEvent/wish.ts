import { NodeOperationError, type FilterValue, type IDataObject, type IExecuteFunctions } from 'n8n-workflow';
import {
  durationMs,
  eventConditions,
  type TimeUnit,
  TIMED_OUT,
  type LookBack,
  type WaitBranch,
  type WaitOutput,
  type Wish,
} from '../../journey';
import { branchIds } from './branches';

interface BranchFields {
  readonly name?: string;
  readonly event?: string;
  readonly conditions?: FilterValue;
  readonly id?: string;
}

interface Settings {
  readonly lookBack?: string;
  readonly lookBackAmount?: number;
  readonly lookBackUnit?: TimeUnit;
}

/** The node's branches as they stand in its fields, expressions not resolved. */
function rawBranches(context: IExecuteFunctions): BranchFields[] {
  const raw = context.getNodeParameter('branches', 0, {}, { rawExpressions: true }) as {
    values?: BranchFields[];
  };
  return raw.values ?? [];
}

/** The outputs of the node in the order of the canvas, each with the id people who wait remember it by. */
export function waitOutputs(context: IExecuteFunctions): WaitOutput[] {
  const branches = rawBranches(context);
  const ids = branchIds(branches.map((branch) => ({ event: '', ...branch })));
  const events = branches.map((branch, index) => ({
    branchId: ids[index] ?? '',
    name: branch.name || branch.event || `Branch ${index + 1}`,
  }));
  const forever = context.getNodeParameter('waitForever', 0, false) === true;
  return forever ? events : [...events, { branchId: TIMED_OUT, name: 'Timed Out' }];
}

/**
 * What the person of one item waits for.
 * @throws NodeOperationError naming the field that cannot work.
 */
export function wishOf(context: IExecuteFunctions, item: number): Wish {
  const forever = context.getNodeParameter('waitForever', item, false) === true;
  const settings = context.getNodeParameter('settings', item, {}) as Settings;
  return {
    branches: branchesOf(context, item),
    lookBack: lookBackOf(settings),
    limitMs: forever
      ? null
      : durationMs(
          context.getNodeParameter('limitAmount', item, 7) as number,
          context.getNodeParameter('limitUnit', item, 'days') as TimeUnit,
        ),
  };
}

function branchesOf(context: IExecuteFunctions, item: number): WaitBranch[] {
  const raw = rawBranches(context);
  // The left side is a path into an event that has not happened; the right side may read the person and is resolved now.
  const resolved = context.getNodeParameter('branches.values', item, []) as BranchFields[];
  const ids = branchIds(raw.map((branch) => ({ event: '', ...branch })));
  return raw.map((branch, index) => {
    const event = (resolved[index]?.event ?? '').trim();
    if (event === '')
      throw refused(context, item, `The event of branch ${index + 1} is empty. Type the name of an event`);
    return {
      id: ids[index] ?? '',
      name: branch.name || event,
      event,
      conditions: conditionsOf(context, item, branch, resolved[index]),
    };
  });
}

function conditionsOf(
  context: IExecuteFunctions,
  item: number,
  raw: BranchFields,
  resolved: BranchFields | undefined,
): WaitBranch['conditions'] {
  if (!raw.conditions?.conditions) return null;
  const conditions = raw.conditions.conditions.map((condition, index) => ({
    ...condition,
    rightValue: resolved?.conditions?.conditions?.[index]?.rightValue ?? condition.rightValue,
  }));
  try {
    return eventConditions({ ...raw.conditions, conditions });
  } catch (error) {
    throw refused(context, item, `Branch "${raw.name || raw.event || ''}": ${(error as Error).message}`);
  }
}

function lookBackOf({ lookBack = 'default', lookBackAmount = 1, lookBackUnit = 'days' }: Settings): LookBack {
  switch (lookBack) {
    case 'entry':
    case 'step':
    case 'ever':
      return { mode: lookBack };
    case 'duration':
      return { mode: 'duration', ms: durationMs(lookBackAmount, lookBackUnit) };
    default:
      return { mode: 'default' };
  }
}

/** What test runs show: the chosen branch, and the sample event with its name and user filled in. */
export function testRunOf(context: IExecuteFunctions): { branchId: string; event: IDataObject | null } {
  const settings = context.getNodeParameter('settings', 0, {}) as {
    inTestRuns?: string;
    sampleEvent?: string | object;
  };
  const [first] = waitOutputs(context);
  if (settings.inTestRuns === 'timedOut' || !first || first.branchId === TIMED_OUT)
    return { branchId: TIMED_OUT, event: null };
  const sample =
    typeof settings.sampleEvent === 'string'
      ? (JSON.parse(settings.sampleEvent || '{}') as object)
      : settings.sampleEvent;
  return {
    branchId: first.branchId,
    event: { event: rawBranches(context)[0]?.event ?? '', properties: {}, ...sample },
  };
}

function refused(context: IExecuteFunctions, item: number, message: string): NodeOperationError {
  return new NodeOperationError(context.getNode(), message, { itemIndex: item });
}
