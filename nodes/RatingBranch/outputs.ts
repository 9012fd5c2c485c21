import type { IExecuteFunctions } from 'n8n-workflow';
import { ASK, bandOutput, NO_ANSWER, NOT_ASKED, type WaitOutput } from '../../journey';

/** What the outputs depend on, as n8n hands the raw parameters to an expression. */
export interface RawParameters {
  askedBy?: string;
  bands?: { values?: Array<{ name?: string; from?: number | string }> };
}

/**
 * First where the question goes (or where those go who could not be asked), then one output per band, then No Answer. The
 * order is that of what happens, and stays when the way of asking changes. n8n runs this function's text inside an
 * expression, in the editor too, so it must refer to nothing outside itself.
 */
export const configuredOutputs = (
  parameters: RawParameters,
): Array<{ type: string; displayName: string }> => {
  const bands = parameters.bands?.values ?? [];
  const names = bands.map((band, index) => band.name || `Band ${index + 1}`);
  const first = parameters.askedBy === 'message' ? 'Not Asked' : 'Ask';
  return [first, ...names, 'No Answer'].map((displayName) => ({ type: 'main', displayName }));
};

/** The node's `outputs`: an expression over its own parameters, as n8n's Switch node has it. */
export const outputs = `={{(${configuredOutputs})($parameter)}}` as const;

/** The outputs in the order of the canvas, each with what it is to the journey. */
export function ratingOutputs(context: IExecuteFunctions): WaitOutput[] {
  const raw = (name: string) => context.getNodeParameter(name, 0, undefined, { rawExpressions: true });
  const parameters = { askedBy: raw('askedBy'), bands: raw('bands') } as RawParameters;
  const named = configuredOutputs(parameters);
  return named.map(({ displayName: name }, index) => {
    if (index === 0) return { branchId: parameters.askedBy === 'message' ? NOT_ASKED : ASK, name };
    return { branchId: index === named.length - 1 ? NO_ANSWER : bandOutput(index - 1), name };
  });
}
