import type { ExecutionView } from '../host/n8n';
import { journey, noOp } from './lab';
import { node, type CanvasNode } from './workflow';
import type { WorkflowJson } from '../host/n8n-options';

/** A journey in which people are asked for a rating by whoever stands behind Ask. */
export function ratingJourney(
  key: string,
  parameters: Record<string, unknown> = {},
  after: readonly CanvasNode[] = [],
): WorkflowJson {
  return journey(
    key,
    [
      node('Rate', 'ratingBranch', parameters),
      ...['Asked', 'Happy', 'Unhappy', 'Silent'].map((name) => noOp(name)),
      ...after,
    ],
    [
      ['Entered', 'Rate'],
      ['Rate', 'Asked'],
      ['Rate', 'Happy', 1],
      ['Rate', 'Unhappy', 2],
      ['Rate', 'Silent', 3],
    ],
  );
}

/** The links that left by Ask in an execution, by user. */
export function linksIn(execution: ExecutionView | undefined): Record<string, string> {
  const items = execution?.json('Asked') ?? [];
  const links = items.map((item) => [item['userId'], (item['rating'] as { link: string }).link]);
  return Object.fromEntries(links) as Record<string, string>;
}
