import { NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';
import { instantFrom, type ReportQuery } from '../../journey';

/**
 * What the report is about, from the node's fields at the first item.
 * @throws NodeOperationError naming the field that cannot work.
 */
export function queryOf(context: IExecuteFunctions): ReportQuery {
  const workflowId = String(context.getNodeParameter('workflowId', 0, '') ?? '').trim();
  const range = context.getNodeParameter('dateRange', 0, 'entry') === 'event' ? 'event' : 'entry';
  const from = instantOf(context, 'from', 'From');
  const to = instantOf(context, 'to', 'To');
  return { workflowId: workflowId || (context.getWorkflow().id ?? ''), range, from, to };
}

/** Text without a zone is in the workflow's, as the editor's date picker writes it. */
function instantOf(context: IExecuteFunctions, name: string, shown: string): number | null {
  const value = context.getNodeParameter(name, 0, '') as unknown;
  if (value === '' || value === null || value === undefined) return null;
  const at = instantFrom(
    typeof value === 'string' ? value.trim().replace(' ', 'T') : value,
    context.getTimezone(),
  );
  if (at !== null) return at;
  throw new NodeOperationError(
    context.getNode(),
    `${shown} is ${String(value)}. Use a date, for example 2026-01-31`,
  );
}
