import type { IExecuteFunctions } from 'n8n-workflow';
import { eventConditions, type WaitBranch, refusal } from '../../journey';
import { branchIds } from './branches';
import { rawBranches, type BranchFields } from './canvas';

/** What to do about an event without a name. */
export const EMPTY_EVENT =
  'Type the name of an event, or remove the branch: without any, people wait for the time only';

/**
 * The branches of one person's wait.
 * @throws NodeOperationError naming the branch that cannot work.
 */
export function branchesOf(context: IExecuteFunctions, item: number): WaitBranch[] {
  const raw = rawBranches(context);
  // The left side is a path into an event that has not happened; the right side may read the person and is resolved now.
  const resolved = context.getNodeParameter('branches.values', item, []) as BranchFields[];
  const ids = branchIds(raw.map((branch) => ({ event: '', ...branch })));
  return raw.map((branch, index) => {
    const event = (resolved[index]?.event ?? '').trim();
    if (event === '')
      throw refusal(context, item, `The event of branch ${index + 1} is empty. ${EMPTY_EVENT}`);
    return {
      id: ids[index] ?? '',
      name: branch.name || event,
      event,
      conditions: conditionsOf(
        context,
        item,
        `Branch "${branch.name || branch.event || ''}"`,
        branch,
        resolved[index],
      ),
    };
  });
}

function conditionsOf(
  context: IExecuteFunctions,
  item: number,
  what: string,
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
    throw refusal(context, item, `${what}: ${(error as Error).message}`);
  }
}

/**
 * The events that count the deadline of one person again.
 * @throws NodeOperationError naming the field, and where there is no length of time to count again.
 */
export function restartsOf(context: IExecuteFunctions, item: number): WaitBranch[] {
  const raw = restartFields(context.getNodeParameter('settings', item, {}, { rawExpressions: true }));
  if (raw.length === 0) return [];
  const until = context.getNodeParameter('until', item, 'length');
  if (until !== 'length' || context.getNodeParameter('waitForever', item, false) === true)
    throw refusal(
      context,
      item,
      'Restart Timer On needs a length of time to count again. Set Until to A Length of Time Has Passed, or remove the option',
    );
  const resolved = restartFields(context.getNodeParameter('settings', item, {}));
  return raw.map((fields, index) => {
    const what = `Event ${index + 1} of Restart Timer On`;
    const event = (resolved[index]?.event ?? '').trim();
    if (event === '') throw refusal(context, item, `${what} is empty. Type the name of an event`);
    const conditions = conditionsOf(context, item, what, fields, resolved[index]);
    return { id: `restart/${index + 1}`, name: event, event, conditions };
  });
}

function restartFields(settings: unknown): readonly BranchFields[] {
  return (settings as { restartOn?: { values?: readonly BranchFields[] } }).restartOn?.values ?? [];
}
