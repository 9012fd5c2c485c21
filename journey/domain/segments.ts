import { executeFilter, type FilterConditionValue, type FilterValue } from 'n8n-workflow';
import { behavesSo, MAX_TIMES, type Behaviour, type Tally } from './behaviour';
import { ConditionError, eventPath, valueOf } from './conditions';

/** What a path may begin at: the item, or what is known of its person. */
export type Root = 'item' | 'profile' | 'journey' | 'event';

/** One side of a condition, compiled: a value, a path, or an expression that only n8n can evaluate, for each item. */
export type Operand =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'path'; readonly root: Root; readonly keys: readonly string[] }
  | { readonly kind: 'expression'; readonly text: string };

/** A condition with both sides compiled. */
export interface SegmentCondition {
  readonly condition: FilterConditionValue;
  readonly left: Operand;
  readonly right: Operand;
}

/** People who meet the conditions and have behaved so, as it stands in the node, once per run. */
export interface Segment {
  readonly id: string;
  readonly name: string;
  readonly options: FilterValue['options'];
  readonly combinator: FilterValue['combinator'];
  readonly conditions: readonly SegmentCondition[];
  /** All of them must hold, beside the conditions. */
  readonly behaviours: readonly Behaviour[];
}

/** What a segment's paths are read from; absent parts read as missing. `did` is absent of somebody nobody knows. */
export interface Facts extends Readonly<Partial<Record<Root, unknown>>> {
  readonly did?: ReadonlyMap<Behaviour, Tally> | null;
}

/** Stands for a filter field that is not there. */
const ANY: FilterValue = {
  options: { caseSensitive: true, leftValue: '', typeValidation: 'loose', version: 3 },
  combinator: 'and',
  conditions: [],
};

const JOURNEY_FIELDS = ['enrollmentId', 'instanceKey', 'enteredAt', 'userId', 'holdout'];

/**
 * Compiles a segment from the raw value of a filter field and its behaviours.
 * @throws ConditionError when it has neither condition nor behaviour, or a side that could never be read.
 */
export function segment(
  id: string,
  name: string,
  raw: FilterValue | null | undefined,
  behaviours: readonly Behaviour[] = [],
): Segment {
  const used = (raw?.conditions ?? []).filter(
    ({ leftValue, rightValue }) => (leftValue ?? '') !== '' || (rightValue ?? '') !== '',
  );
  if (used.length === 0 && behaviours.length === 0) {
    throw new ConditionError(
      'it has no condition and no behaviour. Add one, or remove the segment: whoever is in none leaves by No Match',
    );
  }
  const conditions = used.map((condition, index) => ({
    condition,
    left: leftOperand(condition.leftValue, `Condition ${index + 1}`),
    right: rightOperand(condition.rightValue, `Condition ${index + 1}`),
  }));
  const { options, combinator } = raw ?? ANY;
  return { id, name, options, combinator, conditions, behaviours };
}

const KEY = String.raw`\??\.([\w$]+)|(?:\?\.)?\[\s*(?:"([^"\\]+)"|'([^'\\]+)'|(\d+))\s*\]`;
const PATH = new RegExp(String.raw`^(\$json|profile|journey|event)((?:${KEY})+)$`);
const ONE_EXPRESSION = /^=\{\{([^{}]*)\}\}$/;
const TEXT_PATH = /^[^\s.(){}[\]"'=]+(?:\.[^\s.(){}[\]"'=]+)*$/;
const ROOTS: Readonly<Record<string, Root>> = {
  $json: 'item',
  profile: 'profile',
  journey: 'journey',
  event: 'event',
};

function leftOperand(left: unknown, what: string): Operand {
  if (typeof left !== 'string') return { kind: 'value', value: left };
  const text = left.trim();
  if (text === '') {
    throw new ConditionError(
      `${what} has no field. Type a path, for example profile.city or $json.properties.plan`,
    );
  }
  if (text.startsWith('=')) return expression(text, what);
  const path = TEXT_PATH.test(text) ? textPath(text, what) : pathFrom(text, what);
  if (path) return path;
  throw new ConditionError(
    `${what} reads ${text}, which is no path. Type one such as $json.properties.plan, or switch the field to Expression`,
  );
}

function rightOperand(right: unknown, what: string): Operand {
  if (typeof right === 'string' && right.startsWith('=')) return expression(right.trim(), what);
  return { kind: 'value', value: right };
}

function expression(text: string, what: string): Operand {
  const inner = ONE_EXPRESSION.exec(text)?.[1]?.trim();
  const path = inner === undefined ? null : pathFrom(inner, what);
  return path ?? { kind: 'expression', text };
}

/** Typed as text, a path may have any names; one that begins with no root is a path into the item. */
function textPath(text: string, what: string): Operand {
  const [start = '', ...keys] = text.split('.');
  const root = keys.length > 0 && Object.hasOwn(ROOTS, start) ? ROOTS[start] : undefined;
  return root === undefined
    ? { kind: 'path', root: 'item', keys: [start, ...keys] }
    : checked(root, keys, text, what);
}

function pathFrom(text: string, what: string): Operand | null {
  const [, start = '', rest = ''] = PATH.exec(text) ?? [];
  const root = ROOTS[start];
  if (root === undefined) return null;
  const keys = [...rest.matchAll(new RegExp(KEY, 'g'))].map((match) => match.slice(1).find(Boolean) ?? '');
  // Of a text or a list it is no field, and n8n must say what it is.
  return keys.includes('length') ? null : checked(root, keys, text, what);
}

function checked(root: Root, keys: readonly string[], text: string, what: string): Operand {
  if (root === 'event') eventPath(keys.join('.'), what, 'event.');
  if (root === 'journey' && !JOURNEY_FIELDS.includes(keys[0] ?? '')) {
    throw new ConditionError(
      `${what} reads ${text}. Of the journey there are ${JOURNEY_FIELDS.map((field) => `journey.${field}`).join(', ')}`,
    );
  }
  return { kind: 'path', root, keys };
}

/** The operands of all segments, to see what has to be known before anybody can be split. */
export function operandsOf(segments: readonly Segment[]): Operand[] {
  return segments.flatMap(({ conditions }) => conditions.flatMap(({ left, right }) => [left, right]));
}

/** Reads an operand; `evaluate` is asked only for expressions. */
export function readOperand(operand: Operand, facts: Facts, evaluate: (text: string) => unknown): unknown {
  if (operand.kind === 'value') return operand.value;
  if (operand.kind === 'expression') return evaluate(operand.text);
  return valueOf(facts[operand.root], operand.keys);
}

/** The first segment somebody is in, and what kept a condition from being judged. */
export interface SegmentMatch {
  readonly segment: Segment | null;
  readonly faults: readonly string[];
}

/**
 * The first segment, in order, whose conditions are met and whose behaviours all hold. What cannot be judged, such as a
 * text compared as a number, is not met, as in a wait; it is told, so that nothing falls through in silence.
 * @throws what `evaluate` throws: an expression that does not work is a fault of the journey, not of the person.
 */
export function firstSegment(
  segments: readonly Segment[],
  facts: Facts,
  evaluate: (text: string) => unknown,
): SegmentMatch {
  const faults: string[] = [];
  const meets = (of: Segment, { condition, left, right }: SegmentCondition): boolean => {
    const leftValue = (readOperand(left, facts, evaluate) ?? null) as FilterConditionValue['leftValue'];
    const rightValue = readOperand(right, facts, evaluate) as FilterConditionValue['rightValue'];
    try {
      return executeFilter({
        options: of.options,
        combinator: 'and',
        conditions: [{ ...condition, leftValue, rightValue }],
      });
    } catch (error) {
      faults.push(`${of.name}: ${(error as Error).message}`);
      return false;
    }
  };
  const behaves = (of: Segment, behaviour: Behaviour): boolean => {
    const tally = facts.did?.get(behaviour);
    if (!tally) return false;
    const so = behavesSo(behaviour, tally);
    if (so === null) faults.push(`${of.name}: ${tooMany(behaviour)}`);
    return so === true;
  };
  const segment = segments.find((of) => {
    const met =
      of.combinator === 'or' && of.conditions.length > 0
        ? of.conditions.some((condition) => meets(of, condition))
        : of.conditions.every((condition) => meets(of, condition));
    return met && of.behaviours.every((behaviour) => behaves(of, behaviour));
  });
  return { segment: segment ?? null, faults };
}

function tooMany({ event }: Behaviour): string {
  return (
    `somebody has more than ${MAX_TIMES} events ${event} in that time, too many to look at each. ` +
    'Make Within Days shorter, or send an event of its own for what Where asks'
  );
}
