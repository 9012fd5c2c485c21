import { NodeOperationError, type INode } from 'n8n-workflow';
import { unsafeToShare, type GraphNode, type WorkflowGraph } from '../domain/graph';

/** The last part of the type name of a journey's trigger. */
export const TRIGGER_TYPE = 'userEventTrigger';

/** The types of this package's nodes. */
export const ONE_BY_ONE: ReadonlySet<string> = new Set([
  TRIGGER_TYPE,
  'waitForEvent',
  'sendCoupon',
  'sendMessage',
  'outboundCallTask',
  'ratingBranch',
  'publishUserEvent',
  'segmentSplit',
  'metricsRecorder',
  'userProfile',
]);

/** A node's type without its package. */
export function typeName(node: Pick<GraphNode, 'type'>): string {
  return node.type.slice(node.type.lastIndexOf('.') + 1);
}

/**
 * Refuses that several people share an execution where a later node would hand one person's data to another.
 * @throws NodeOperationError naming that node.
 */
export function refuseSharing(node: INode, graph: WorkflowGraph, start: string): void {
  const unsafe = unsafeToShare(graph, start, (other) => ONE_BY_ONE.has(typeName(other)));
  if (!unsafe) return;
  throw new NodeOperationError(
    node,
    `Several people cannot share an execution: the node "${unsafe.node}" ${unsafe.because}`,
    {
      description:
        'It would hand one person\'s data to another. Use .item there, or set "People per Execution" of the User Event Trigger to 1',
    },
  );
}
