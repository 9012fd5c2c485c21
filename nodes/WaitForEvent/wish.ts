import type { FilterValue, IDataObject, IExecuteFunctions } from 'n8n-workflow';
import {
  eventConditions,
  SKIPPED,
  TIMED_OUT,
  type LookBack,
  type WaitBranch,
  type WaitOutput,
  type Wish,
} from '../../journey';
import { branchIds } from './branches';
import { deadlineRule } from './deadline';
import { readLength, refused } from './lengths';
import { configuredOutputs, type RawParameters } from './outputs';

interface BranchFields {
  readonly name?: string;
  readonly event?: string;
  readonly conditions?: FilterValue;
  readonly id?: string;
}

interface Settings {
  readonly lookBack?: string;
  readonly lookBackAmount?: unknown;
  readonly lookBackUnit?: unknown;
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
  // What the canvas shows is what counts, so both come from the same function.
  const names = ['waitForever', 'until', 'direction', 'settings'] as const;
  const fields = names.map((name) => [
    name,
    context.getNodeParameter(name, 0, null, { rawExpressions: true }),
  ]);
  const parameters = { ...Object.fromEntries(fields), branches: { values: branches } } as RawParameters;
  const byTime = [TIMED_OUT, SKIPPED];
  return configuredOutputs(parameters).map(({ displayName }, index) => ({
    branchId: ids[index] ?? byTime[index - ids.length] ?? '',
    name: displayName,
  }));
}

/**
 * What the person of one item waits for.
 * @throws NodeOperationError naming the field that cannot work.
 */
export function wishOf(context: IExecuteFunctions, item: number): Wish {
  const forever = context.getNodeParameter('waitForever', item, false) === true;
  const settings = context.getNodeParameter('settings', item, {}) as Settings;
  const branches = branchesOf(context, item);
  if (forever && branches.length === 0) {
    throw refused(
      context,
      item,
      'This would wait for ever for nothing. Add an event, or switch off Wait Without Limit',
    );
  }
  return {
    branches,
    lookBack: lookBackOf(context, item, settings),
    limitMs: null,
    ...(forever ? {} : { deadline: deadlineRule(context, item) }),
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

function lookBackOf(context: IExecuteFunctions, item: number, settings: Settings): LookBack {
  const { lookBack = 'default', lookBackAmount: amount = 1, lookBackUnit: unit = 'days' } = settings;
  switch (lookBack) {
    case 'entry':
    case 'step':
    case 'ever':
      return { mode: lookBack };
    case 'duration':
      return { mode: 'duration', ms: readLength(context, item, 'Look Back Amount', { amount, unit }).ms };
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
  const outputs = waitOutputs(context);
  const [first] = outputs;
  if (settings.inTestRuns === 'skipped' && outputs.some(({ branchId }) => branchId === SKIPPED))
    return { branchId: SKIPPED, event: null };
  if (['timedOut', 'skipped'].includes(settings.inTestRuns ?? '') || !first || first.branchId === TIMED_OUT)
    return { branchId: TIMED_OUT, event: null };
  return {
    branchId: first.branchId,
    event: {
      event: rawBranches(context)[0]?.event ?? '',
      properties: {},
      ...sampleOf(context, settings.sampleEvent),
    },
  };
}

function sampleOf(context: IExecuteFunctions, sample: string | object | undefined): object | undefined {
  if (typeof sample !== 'string') return sample;
  try {
    return JSON.parse(sample || '{}') as object;
  } catch (error) {
    throw refused(context, 0, `Sample Event is not JSON: ${(error as Error).message}`);
  }
}
