import type { AttemptOutcome, WaitOutput } from '../../journey';

/** What the outputs depend on, as n8n hands the raw parameters to an expression. */
export interface RawParameters {
  outcomesAs?: string;
  deliveryReports?: string;
}

/**
 * One output, or one per outcome where that was chosen. n8n runs this function's text inside an expression, in the
 * editor too, so it must refer to nothing outside itself.
 */
export const configuredOutputs = (
  parameters: RawParameters,
): Array<{ type: string; displayName?: string }> => {
  if (parameters.outcomesAs !== 'outputs') return [{ type: 'main' }];
  const waits = parameters.deliveryReports === 'wait';
  const names = waits ? ['Delivered', 'Not Delivered', 'No Report'] : ['Sent'];
  return [...names, 'Suppressed', 'Capped', 'Failed', 'Unknown'].map((displayName) => ({
    type: 'main',
    displayName,
  }));
};

/** The node's `outputs`: an expression over its own parameters, as n8n's Switch node has it. */
export const outputs = `={{(${configuredOutputs})($parameter)}}` as const;

/** The output of each outcome. Held-out people walk the way they would have walked. */
const NAMES: Readonly<Record<AttemptOutcome, string>> = {
  sent: 'Sent',
  would_have: 'Sent',
  delivered: 'Delivered',
  undelivered: 'Not Delivered',
  no_report: 'No Report',
  suppressed: 'Suppressed',
  capped: 'Capped',
  failed: 'Failed',
  unknown: 'Unknown',
};

/** The outputs in the order of the canvas, each by its name. */
export function messageOutputs(parameters: RawParameters): WaitOutput[] {
  return configuredOutputs(parameters).map(({ displayName = '' }) => ({
    branchId: displayName,
    name: displayName,
  }));
}

/** By which of these outputs somebody leaves: that of the outcome, else the first. */
export function branchOf(among: readonly WaitOutput[]): (outcome: AttemptOutcome) => string {
  const known = new Set(among.map(({ branchId }) => branchId));
  const first = among[0]?.branchId ?? '';
  return (outcome) => (known.has(NAMES[outcome]) ? NAMES[outcome] : first);
}
