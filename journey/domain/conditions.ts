import { executeFilter, type FilterConditionValue, type FilterValue } from 'n8n-workflow';

/**
 * Conditions on a future event, as n8n's filter field stores them, with every left side a path into the event
 * (`properties.platform`) and every right side a literal.
 */
export interface EventConditions {
  readonly options: FilterValue['options'];
  readonly combinator: FilterValue['combinator'];
  readonly conditions: readonly FilterConditionValue[];
}

/** An empty filter field as the editor would store it: n8n itself would fill in strict types and one blank condition. */
export const NO_CONDITIONS = {
  options: { version: 3, caseSensitive: true, typeValidation: 'loose', leftValue: '' },
  combinator: 'and',
  conditions: [],
};

/** Raised when stored conditions cannot be used; the message names the condition and says what to type instead. */
export class ConditionError extends Error {
  override readonly name = 'ConditionError';
}

/**
 * Turns the raw value of a filter field into conditions on a future event; null when the field is empty. The left side is
 * a path (`properties.amount`), or what dragging a field in the editor writes for it (`={{ $json.properties.amount }}`):
 * for numbers and dates the editor lets nobody type plain text there.
 * @throws ConditionError when a left side is empty or a richer expression: the event does not exist yet, so only a path can be read.
 */
export function eventConditions(raw: FilterValue | null | undefined): EventConditions | null {
  const used = (raw?.conditions ?? []).filter(
    ({ leftValue, rightValue }) => leftValue !== '' || rightValue !== '',
  );
  if (!raw || used.length === 0) return null;
  const conditions = used.map((condition, index) => ({
    ...condition,
    leftValue: pathOf(condition.leftValue, index + 1),
  }));
  return { options: raw.options, combinator: raw.combinator, conditions };
}

/**
 * The same where the conditions are asked of nobody in particular: on the right they compare with values only.
 * @throws ConditionError also when a right side is an expression.
 */
export function fixedConditions(raw: FilterValue | null | undefined): EventConditions | null {
  const right = (raw?.conditions ?? []).findIndex(({ rightValue }) => String(rightValue).startsWith('='));
  if (right < 0) return eventConditions(raw);
  throw new ConditionError(
    `Condition ${right + 1} compares with an expression, but it has to be the same for everybody. Type a value`,
  );
}

const PLAIN_PATH = /^=\{\{\s*\$json\.([\w$]+(?:\.[\w$]+)*)\s*\}\}$/;

function pathOf(left: unknown, place: number): string {
  if (typeof left !== 'string' || left.trim() === '') {
    throw new ConditionError(
      `Condition ${place} has no field. Type a path into the event, for example properties.platform`,
    );
  }
  return typedPath(left, `Condition ${place}`);
}

/**
 * The path that somebody typed into a field, or what dragging a field in the editor writes for it; `what` names the field.
 * @throws ConditionError for a richer expression, or a path that no event has, with the path that was probably meant.
 */
export function typedPath(typed: string, what: string): string {
  const text = typed.trim();
  const path = /^[=$]|\{\{/.test(text) ? PLAIN_PATH.exec(text)?.[1] : text;
  if (path !== undefined) return eventPath(path, what);
  throw new ConditionError(
    `${what} reads ${text}, but the event has not happened yet. Type the path ${suggestedPath(text)} instead`,
  );
}

const FIELDS = ['userId', 'event', 'eventId', 'timestamp', 'properties', 'source', 'receivedAt'];

/**
 * A path that can exist in an event; `what` names the field it was typed into, `prefix` what stands before the path there.
 * @throws ConditionError for any other, with the path that was probably meant: it would never match anything, silently.
 */
export function eventPath(path: string, what: string, prefix = ''): string {
  if (FIELDS.includes(path.split('.')[0] ?? '')) return path;
  throw new ConditionError(
    `${what} reads ${prefix}${path}, which no event has. What a source sends along is under properties: type ${prefix}properties.${path}`,
  );
}

const ACCESS = /\??\.([\w$]+)(?![\w$(])|(?:\?\.)?\[\s*["']([^"']+)["']\s*\]/;
const READS = new RegExp(`\\$json((?:${ACCESS.source})+)`);

function suggestedPath(expression: string): string {
  const read = READS.exec(expression)?.[1] ?? '';
  const keys = [...read.matchAll(new RegExp(ACCESS, 'g'))].map(([, name, quoted]) => name ?? quoted);
  return keys.length > 0 ? keys.join('.') : 'properties.<name>';
}

/** The value at a dotted path of an event; undefined when any part is missing. Own keys only: `__proto__` reads nothing. */
export function valueAt(source: unknown, path: string): unknown {
  return valueOf(source, path.split('.'));
}

/** The value under a row of keys, by the same rules as `valueAt`. */
export function valueOf(source: unknown, keys: readonly string[]): unknown {
  let value: unknown = source;
  for (const key of keys) {
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

/**
 * Whether an event meets the conditions (null = always).
 * @throws what n8n's filter throws for a value of the wrong type under strict validation.
 */
export function meets(conditions: EventConditions | null, event: unknown): boolean {
  if (conditions === null) return true;
  return executeFilter({
    options: conditions.options,
    combinator: conditions.combinator,
    conditions: conditions.conditions.map((condition) => ({
      ...condition,
      leftValue: (valueAt(event, String(condition.leftValue)) ?? null) as FilterConditionValue['leftValue'],
    })),
  });
}
