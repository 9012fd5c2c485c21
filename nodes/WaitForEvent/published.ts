import { NodeOperationError, type ITriggerFunctions } from 'n8n-workflow';
import { stepFault } from '../../journey';
import type { BranchFields } from './canvas';
import { EMPTY_EVENT } from './awaited';

interface Fields {
  readonly branches?: { readonly values?: readonly BranchFields[] };
  readonly waitForever?: boolean;
  readonly until?: string;
  readonly countedFrom?: string;
  readonly step?: unknown;
}

/**
 * Refuses to publish what would end the journey of everybody who comes here: an event without a name, a step that is not
 * there. Fields that hold an expression are only known once somebody comes.
 * @throws NodeOperationError naming the field and what to type.
 */
export function refuseUnfit(context: ITriggerFunctions): void {
  const { branches, waitForever, until, countedFrom, step } = context.getNode().parameters as Fields;
  const refuse = (message: string): never => {
    throw new NodeOperationError(context.getNode(), message);
  };
  const empty = (branches?.values ?? []).findIndex(({ event = '' }) => event.trim() === '');
  if (empty >= 0) refuse(`The event of branch ${empty + 1} is empty. ${EMPTY_EVENT}`);
  if (waitForever === true || (until ?? 'length') !== 'length' || countedFrom !== 'step') return;
  const name = String(step ?? '').trim();
  const fault = name.startsWith('=') ? null : stepFault(context, name);
  if (fault !== null) refuse(fault);
}
