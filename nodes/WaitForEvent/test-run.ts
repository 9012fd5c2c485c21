import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { SKIPPED, TIMED_OUT, refusal } from '../../journey';
import { awaitedOf, rawBranches, waitOutputs } from './canvas';

interface TestRun {
  readonly branchId: string;
  readonly event: IDataObject | null;
  readonly events?: readonly IDataObject[];
}

/** What test runs show: the chosen branch, and the sample event with its name and user filled in. */
export function testRunOf(context: IExecuteFunctions): TestRun {
  const settings = context.getNodeParameter('settings', 0, {}) as {
    inTestRuns?: string;
    sampleEvent?: string | object;
  };
  const outputs = waitOutputs(context);
  const [first] = outputs;
  const { awaited } = awaitedOf(context);
  const none = awaited?.map(({ name }) => ({ name, event: null }));
  const byTime = (branchId: string): TestRun => ({ branchId, event: null, ...(none && { events: none }) });
  if (settings.inTestRuns === 'skipped' && outputs.some(({ branchId }) => branchId === SKIPPED))
    return byTime(SKIPPED);
  if (['timedOut', 'skipped'].includes(settings.inTestRuns ?? '') || !first || first.branchId === TIMED_OUT)
    return byTime(TIMED_OUT);
  const sample = sampleOf(context, settings.sampleEvent);
  const happened = rawBranches(context).map(({ event = '' }) => ({ event, properties: {}, ...sample }));
  if (!awaited) return { branchId: first.branchId, event: happened[0] ?? null };
  const events = awaited.map(({ name }, index) => ({ name, event: happened[index] ?? null }));
  return { branchId: first.branchId, event: happened.at(-1) ?? null, events };
}

function sampleOf(context: IExecuteFunctions, sample: string | object | undefined): object | undefined {
  if (typeof sample !== 'string') return sample;
  try {
    return JSON.parse(sample || '{}') as object;
  } catch (error) {
    throw refusal(context, 0, `Sample Event is not JSON: ${(error as Error).message}`);
  }
}
