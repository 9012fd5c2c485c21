import type { IntakeLimits } from './limits';

/** A plain JSON object. Keys such as `__proto__` are data like any other. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** What is wrong with a value inside an event, and where: keys and list positions from the event downwards. */
export interface Violation {
  readonly path: readonly (string | number)[];
  readonly reason: string;
}

/** The largest whole number up to which JSON numbers are exact in every language that may read them: 2^53. */
export const MAX_NUMBER = 2 ** 53;

/** Whether a value is a JSON object: not null, not a list. */
export function isJsonObject(value: unknown): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** An object's own value under a key; what it inherits is not part of what was sent. */
export function own(source: JsonObject, key: string): unknown {
  return Object.hasOwn(source, key) ? source[key] : undefined;
}

/**
 * The first value inside `value` that is nested too deeply or is a number that other systems cannot hold; null
 * when there is none. `depth` is the level of `value` itself. Looks no deeper than the limit, so it cannot
 * exhaust the stack.
 */
export function violation(value: unknown, depth: number, limits: IntakeLimits): Violation | null {
  if (typeof value === 'number') return numberViolation(value);
  if (value === null || typeof value !== 'object') return null;
  if (depth > limits.maxDepth) {
    return { path: [], reason: `is nested deeper than ${limits.maxDepth} levels` };
  }
  const inner: Iterable<[string | number, unknown]> = Array.isArray(value)
    ? value.entries()
    : Object.entries(value);
  for (const [key, item] of inner) {
    const found = violation(item, depth + 1, limits);
    if (found) return { path: [key, ...found.path], reason: found.reason };
  }
  return null;
}

function numberViolation(value: number): Violation | null {
  if (Number.isFinite(value) && Math.abs(value) <= MAX_NUMBER) return null;
  return { path: [], reason: `is a number beyond 2^53 (${value}). Send it as a string` };
}

/** A path as a person writes it: `events[3].properties["first name"]`; long keys are cut, long paths too. */
export function pathText(root: string, keys: readonly (string | number)[]): string {
  const text = keys.reduce<string>((path, key) => path + step(key, path === ''), root);
  return text.length > 300 ? `${text.slice(0, 299)}…` : text;
}

function step(key: string | number, first: boolean): string {
  if (typeof key === 'number') return `[${key}]`;
  const shown = key.length > 60 ? `${key.slice(0, 59)}…` : key;
  if (!/^[\p{L}\p{N}_$]+$/u.test(key)) return `[${JSON.stringify(shown)}]`;
  return first ? shown : `.${shown}`;
}
