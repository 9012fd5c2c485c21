import { NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';
import { armOf, type Arm, type SplitOutput, type SplittingNode } from '../../journey';
import { outputIds } from './ids';

const CONTROL = 'control';

interface ArmFields {
  readonly name?: string;
  readonly percent?: unknown;
  readonly id?: string;
}

/**
 * The split by percentage, as it stands in the node's fields: the same for all items.
 * @throws NodeOperationError when the shares cannot be.
 */
export function armsOf(context: IExecuteFunctions): SplittingNode {
  const raw = context.getNodeParameter('arms', 0, {}, { rawExpressions: true }) as { values?: ArmFields[] };
  const named = (raw.values ?? []).map((arm, index) => ({ ...arm, name: arm.name || `Arm ${index + 1}` }));
  const ids = outputIds(named, CONTROL);
  const arms = named.map(({ name, percent }, index): Arm => ({
    id: ids[index] ?? '',
    percent: share(context, name, percent),
  }));
  const sum = arms.reduce((total, { percent }) => total + percent, 0);
  if (Math.round(sum * 100) > 10_000) {
    throw refused(
      context,
      `The arms have ${sum} percent together. Lower them to at most 100; the rest leaves by Control`,
    );
  }
  const salt = saltOf(context);
  const outputs = named.map(({ name }, index): SplitOutput => ({ id: ids[index] ?? '', name }));
  return {
    outputs: [...outputs, { id: CONTROL, name: 'Control' }],
    needs: new Set(),
    behaviours: [],
    choose: (_, { userId }) => armOf(arms, salt, userId) ?? CONTROL,
  };
}

function share(context: IExecuteFunctions, name: string, percent: unknown): number {
  if (typeof percent === 'number' && percent >= 0 && percent <= 100) return percent;
  throw refused(context, `The Percent of arm "${name}" is ${String(percent)}. Use a number from 0 to 100`);
}

function saltOf(context: IExecuteFunctions): string {
  const settings = context.getNodeParameter('settings', 0, {}, { rawExpressions: true }) as { salt?: string };
  return settings.salt || `${context.getWorkflow().id ?? ''}-${context.getNode().id}`;
}

function refused(context: IExecuteFunctions, message: string): NodeOperationError {
  return new NodeOperationError(context.getNode(), message);
}
