import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { SKIPPED, TIMED_OUT, refusal, type TestPerson, type TestRun, type WaitOutput } from '../../journey';
import { awaitedOf, rawBranches, waitOutputs } from './canvas';

interface Settings {
  readonly inTestRuns?: string;
  readonly testOutput?: unknown;
  readonly sampleEvent?: string | object;
}

/**
 * What a test run shows of one person: the output that was chosen, and the sample event made whole.
 * @throws NodeOperationError for an output that the node does not have, and for a sample that is no JSON.
 */
export function testRunOf(context: IExecuteFunctions, item: number, person: TestPerson): TestRun {
  const settings = context.getNodeParameter('settings', item, {}) as Settings;
  const outputs = waitOutputs(context);
  const chosen = chosenOutput(context, item, settings, outputs);
  const { awaited } = awaitedOf(context);
  if (chosen.branchId === TIMED_OUT || chosen.branchId === SKIPPED) {
    const none = awaited?.map(({ name }) => ({ name, event: null }));
    return { branchId: chosen.branchId, event: null, ...(none && { events: none }) };
  }
  const sample = sampleOf(context, item, settings.sampleEvent);
  const happened = namesOf(context, item).map((event) => ({
    ...{ eventId: 'sample', event, properties: {}, ...person },
    ...sample,
  })) as IDataObject[];
  if (!awaited) return { branchId: chosen.branchId, event: happened[outputs.indexOf(chosen)] ?? null };
  const events = awaited.map(({ name }, index) => ({ name, event: happened[index] ?? null }));
  return { branchId: chosen.branchId, event: happened.at(-1) ?? null, events };
}

/** The names of the awaited events, as they are for this person. */
function namesOf(context: IExecuteFunctions, item: number): string[] {
  const resolved = context.getNodeParameter('branches.values', item, []) as Array<{ event?: string }>;
  return rawBranches(context).map((_, index) => resolved[index]?.event ?? '');
}

function chosenOutput(
  context: IExecuteFunctions,
  item: number,
  { inTestRuns = 'firstBranch', testOutput = '2' }: Settings,
  outputs: readonly WaitOutput[],
): WaitOutput {
  const byTime = { timedOut: TIMED_OUT, skipped: SKIPPED }[inTestRuns];
  const wanted = inTestRuns === 'output' ? String(testOutput ?? '').trim() : '';
  const found =
    inTestRuns === 'firstBranch'
      ? outputs[0]
      : (outputs.find(({ branchId, name }) => branchId === byTime || name === wanted) ??
        outputs[Number(wanted) - 1]);
  if (found) return found;
  const asked = { timedOut: 'Timed Out', skipped: 'Skipped' }[inTestRuns] ?? wanted;
  const known = outputs.map(({ name }, index) => `${index + 1} ${name}`).join(', ');
  throw refusal(
    context,
    item,
    `In Test Runs asks for the output "${asked}", which this node does not have. It has: ${known || 'none'}`,
  );
}

function sampleOf(
  context: IExecuteFunctions,
  item: number,
  sample: string | object | undefined,
): object | undefined {
  if (typeof sample !== 'string') return sample;
  try {
    return JSON.parse(sample || '{}') as object;
  } catch (error) {
    throw refusal(context, item, `Sample Event is not JSON: ${(error as Error).message}`);
  }
}
