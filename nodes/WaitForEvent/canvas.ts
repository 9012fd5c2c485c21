import type { FilterValue, IExecuteFunctions } from 'n8n-workflow';
import { ALL_HAPPENED, SKIPPED, TIMED_OUT, type WaitOutput } from '../../journey';
import { branchIds } from './branches';
import { configuredOutputs, type RawParameters } from './outputs';

/** A branch as its fields give it. */
export interface BranchFields {
  readonly name?: string;
  readonly event?: string;
  readonly conditions?: FilterValue;
  readonly id?: string;
}

/** The node's branches as they stand in its fields, expressions not resolved. */
export function rawBranches(context: IExecuteFunctions): BranchFields[] {
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
  const branchOutputs = waitsForAll(context) && ids.length > 0 ? [ALL_HAPPENED] : ids;
  const outputIds = [...branchOutputs, TIMED_OUT, SKIPPED];
  return configuredOutputs(parameters).map(({ displayName }, index) => ({
    branchId: outputIds[index] ?? '',
    name: displayName,
  }));
}

/** Whether people go on only when every event has happened. */
export function waitsForAll(context: IExecuteFunctions): boolean {
  const settings = context.getNodeParameter('settings', 0, {}, { rawExpressions: true });
  return (settings as RawParameters['settings'])?.continueWhen === 'all';
}

/** The branches of a wait for all of them, by the names the canvas gives them. */
export function awaitedOf(context: IExecuteFunctions): { readonly awaited?: readonly WaitOutput[] } {
  if (!waitsForAll(context)) return {};
  const branches = rawBranches(context);
  const ids = branchIds(branches.map((branch) => ({ event: '', ...branch })));
  return {
    awaited: branches.map(({ name, event }, index) => ({
      branchId: ids[index] ?? '',
      name: [name, event].find((text) => text && !text.startsWith('=')) ?? `Branch ${index + 1}`,
    })),
  };
}
