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
import { TIME_UNITS } from './settings';

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
    limitMs: forever
      ? null
      : lengthOf(context, item, 'Wait at Most', {
          amount: context.getNodeParameter('limitAmount', item, 7),
          unit: context.getNodeParameter('limitUnit', item, 'days'),
        }),
  };
}

const MAX_MS = durationMs(36_500, 'days');

/** A length of time from its two fields, which may be expressions: a wrong one must not end a wait at once. */
function lengthOf(
  context: IExecuteFunctions,
  item: number,
  field: string,
  { amount, unit }: { readonly amount: unknown; readonly unit: unknown },
): number {
  if (!TIME_UNITS.some(({ value }) => value === unit)) {
    const units = TIME_UNITS.map(({ value }) => value).join(', ');
    throw refused(context, item, `The unit of ${field} is ${String(unit)}. Use one of ${units}`);
  }
  const number = typeof amount === 'string' && amount.trim() !== '' ? Number(amount) : amount;
  const ms = typeof number === 'number' && number >= 0 ? durationMs(number, unit as TimeUnit) : Infinity;
  if (ms <= MAX_MS) return ms;
  throw refused(context, item, `${field} is ${String(amount)}. Use a number from 0 to 100 years`);
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
      return { mode: 'duration', ms: lengthOf(context, item, 'Look Back Amount', { amount, unit }) };
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

function refused(context: IExecuteFunctions, item: number, message: string): NodeOperationError {
  return new NodeOperationError(context.getNode(), message, { itemIndex: item });
}
