import type { IExecuteFunctions, ITriggerFunctions } from 'n8n-workflow';
import { downstream } from '../domain/graph';
import { graphOf } from './continuation';
import { ONE_BY_ONE, typeName } from './sharing';

/**
 * Why a wait cannot count its time from a step of this name; null where it can: it is an earlier node of this package.
 * Never throws.
 */
export function stepFault(context: IExecuteFunctions | ITriggerFunctions, name: string): string | null {
  const graph = graphOf(context);
  const self = context.getNode().name;
  const after = downstream(graph, self);
  const before = Object.values(graph.nodes).filter((node) => downstream(graph, node.name).has(self));
  // The wait itself comes earlier only in a loop.
  const loops = before.some(({ name: other }) => other !== self && after.has(other));
  const earlier = before
    .filter((node) => ONE_BY_ONE.has(typeName(node)) && (loops || node.name !== self))
    .map((node) => node.name);
  if (earlier.includes(name)) return null;
  const known = earlier.length > 0 ? `Type one of: ${earlier.join(', ')}` : 'There is none before this one';
  return `Step is "${name}", which is no earlier node of this package. ${known}`;
}
