import { NodeOperationError, type FilterValue, type IExecuteFunctions } from 'n8n-workflow';
import {
  behavioursOf,
  firstSegment,
  operandsOf,
  segment,
  type BehaviourFields,
  type Segment,
  type SplitOutput,
  type SplittingNode,
  type Subject,
} from '../../journey';
import { outputIds } from './ids';

const NO_MATCH = 'no_match';

interface SegmentFields {
  readonly name?: string;
  readonly conditions?: FilterValue;
  readonly behaviours?: { readonly values?: readonly BehaviourFields[] };
  readonly id?: string;
}

/**
 * The split by conditions, compiled once for all items of the run.
 * @throws NodeOperationError naming the segment and the condition or behaviour that cannot work.
 */
export function segmentsOf(context: IExecuteFunctions): SplittingNode {
  const segments = compiled(context);
  const operands = operandsOf(segments);
  const evaluateFor = evaluator(context);
  const slow = operands.some((operand) => operand.kind === 'expression' && ofItem(operand.text));
  if (slow) {
    hint(
      context,
      'info',
      'A condition holds an expression that is evaluated for every item. With thousands of items a plain path such as {{ $json.properties.plan }} is many times faster',
    );
  }
  let told = false;
  const choose = (item: number, { item: json, event, journey, profile, did = null }: Subject): string => {
    const match = firstSegment(segments, { item: json, event, journey, profile, did }, (text) =>
      evaluateFor(text, item),
    );
    const [fault] = match.faults;
    if (fault !== undefined && !told) {
      told = true;
      hint(context, 'warning', `What could not be judged counts as not met: ${fault}`);
    }
    return match.segment?.id ?? NO_MATCH;
  };
  const outputs = segments.map(({ id, name }): SplitOutput => ({ id, name }));
  return {
    outputs: [...outputs, { id: NO_MATCH, name: 'No Match' }],
    needs: new Set(operands.flatMap((operand) => (operand.kind === 'path' ? [operand.root] : []))),
    behaviours: segments.flatMap(({ behaviours }) => behaviours),
    choose,
  };
}

function compiled(context: IExecuteFunctions): Segment[] {
  const raw = context.getNodeParameter('segments', 0, {}, { rawExpressions: true }) as {
    values?: SegmentFields[];
  };
  const named = (raw.values ?? []).map((one, index) => ({
    ...one,
    name: one.name || `Segment ${index + 1}`,
  }));
  const ids = outputIds(named, NO_MATCH);
  return named.map(({ name, conditions, behaviours }, index) => {
    try {
      return segment(ids[index] ?? '', name, conditions, behavioursOf(behaviours?.values ?? []));
    } catch (error) {
      throw refused(context, `Segment "${name}": ${(error as Error).message}`);
    }
  });
}

const FIXED = /\$(now|today|vars|workflow|execution)\b/g;

/** Whether an expression may differ between items of one run. */
function ofItem(text: string): boolean {
  return /\$|random/i.test(text.replace(FIXED, ''));
}

/** Evaluates expressions by n8n; those that are the same for all items only once. */
function evaluator(context: IExecuteFunctions): (text: string, item: number) => unknown {
  const fixed = new Map<string, unknown>();
  return (text, item) => {
    if (fixed.has(text)) return fixed.get(text);
    const value: unknown = context.evaluateExpression(text.slice(1), item);
    if (!ofItem(text)) fixed.set(text, value);
    return value;
  };
}

function hint(context: IExecuteFunctions, type: 'info' | 'warning', message: string): void {
  context.addExecutionHints({ message, type, location: 'outputPane' });
}

function refused(context: IExecuteFunctions, message: string): NodeOperationError {
  return new NodeOperationError(context.getNode(), message);
}
