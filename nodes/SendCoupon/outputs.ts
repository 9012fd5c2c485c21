import type { INodeExecutionData } from 'n8n-workflow';
import type { CouponItem, CouponResult } from '../../journey';

/** What the outputs depend on, as n8n hands the raw parameters to an expression. */
interface RawParameters {
  operation?: string;
  outcomesAs?: string;
  handOver?: boolean;
}

/**
 * One output, or one per outcome where that was chosen. n8n runs this function's text inside an expression, in the
 * editor too, so it must refer to nothing outside itself.
 */
export const configuredOutputs = (
  parameters: RawParameters,
): Array<{ type: string; displayName?: string }> => {
  const issues = (parameters.operation ?? 'issue') === 'issue';
  if (!issues || parameters.outcomesAs !== 'outputs') return [{ type: 'main' }];
  const names = ['Issued', 'Already Issued', 'Not Issued', 'Out of Stock'];
  if (parameters.handOver === true) names.push('Refused', 'Unknown');
  return names.map((displayName) => ({ type: 'main', displayName }));
};

/** The node's `outputs`: an expression over its own parameters, as n8n's Switch node has it. */
export const outputs = `={{(${configuredOutputs})($parameter)}}` as const;

/** The output of each outcome, in the order of `configuredOutputs`. */
const PLACES: Readonly<Record<CouponResult, number>> = {
  issued: 0,
  // Held-out people walk the way they would have walked.
  would_have: 0,
  simulated: 0,
  already_issued: 1,
  over_budget: 2,
  other_currency: 2,
  out_of_stock: 3,
  refused: 4,
  unknown: 5,
};

/** Sends each item out of the output of its outcome, or all out of the only one. */
export function placed(items: readonly CouponItem[], parameters: RawParameters): INodeExecutionData[][] {
  const places = configuredOutputs(parameters).map((): INodeExecutionData[] => []);
  for (const { result, data } of items) {
    const place = places.length === 1 ? 0 : Math.min(PLACES[result], places.length - 1);
    places[place]?.push(data);
  }
  return places;
}
