import type { ExecutionView, WorkflowJson } from '../host/n8n';
import { journey, noOp } from './lab';
import { node, type CanvasNode } from './workflow';

const ENDS = ['Reached', 'Not Reached', 'Refused', 'Do Not Call', 'Wrong Number', 'Timed Out', 'Not Called'];

/** An Outbound Call Task that calls people at any time. */
export function callNode(
  parameters: Record<string, unknown> = {},
  settings: Record<string, unknown> = {},
): CanvasNode {
  const fields = {
    ...{ madeBy: 'callList', to: '={{ $json.properties.phone }}', taskName: '=Call {{ $json.userId }}' },
    ...{ script: '=Dear {{ $json.userId }}, we missed you.', callableFrom: '00:00', callableUntil: '24:00' },
    settings: { timeZone: 'UTC' },
    ...parameters,
  };
  return node('Call', 'outboundCallTask', fields, settings);
}

/** A journey that has people called, with a node behind each output. */
export function callJourney(
  key: string,
  parameters: Record<string, unknown> = {},
  settings: Record<string, unknown> = {},
): WorkflowJson {
  return journey(
    key,
    [callNode(parameters, settings), ...ENDS.map((name) => noOp(name))],
    [['Entered', 'Call'], ...ENDS.map((name, output) => ['Call', name, output] as const)],
  );
}

/** The link to the call list in what an execution tells the admin; null when it tells none. */
export function listLinkIn(execution: ExecutionView): string | null {
  return (
    /https?:\/\/[^\s"\\]+\?t=[\w.-]+/.exec(
      (execution.nodes.get('Call') ?? []).flatMap(({ hints }) => hints).join(' '),
    )?.[0] ?? null
  );
}
