import { quoted } from '../../domain/intake/outcome';
import { isJsonObject } from '../../domain/intake/plain-data';
import type { Refused } from '../contract/provider';
import { asText } from '../shared/json';
import { built, type Built, refused, unusable } from '../shared/refusals';
import { encoded } from '../shared/requests';

/** What placeholders stand for. Null is nothing: a field that is only this placeholder is left out. */
export type Values = Readonly<Record<string, string | number | null | Readonly<Record<string, string>>>>;

const PLACEHOLDER = /\{([A-Za-z]\w*)(?:\.([^{}\s]+)|\s+as\s+(\w+))?\}/g;
const ONLY_PLACEHOLDER = new RegExp(`^${PLACEHOLDER.source}$`);

/** Leaves a template by the nearest way out; never seen outside this file. */
class Unfilled extends Error {
  constructor(readonly refusal: Refused) {
    super(refusal.reason);
  }
}

/**
 * Fills the placeholders in the texts of a JSON value. `{to}` is a value, `{params.name}` one of several, `{params}`
 * alone all of them as an object, `{params as value}` the same with each wrapped as `{"value": ...}`. A text that is
 * nothing but a placeholder becomes the value itself; fields that become nothing are left out of objects.
 * A placeholder that does not exist is refused, naming `field` and those that do. Never throws.
 */
export function fill(template: unknown, values: Values, field: string): Built<unknown> {
  return refusing(() => filled(template, values, field));
}

/** Fills the placeholders of a path, percent-encoded; a value that would climb out of its place is refused. */
export function fillPath(template: string, values: Values, field: string): Built<string> {
  return refusing(() =>
    template.replace(PLACEHOLDER, (...found) => segment(textFor(found, values, field), found[1], field)),
  );
}

function refusing<Value>(make: () => Value): Built<Value> {
  try {
    return built(make());
  } catch (error) {
    if (error instanceof Unfilled) return error.refusal;
    throw error;
  }
}

function segment(text: string, name: unknown, field: string): string {
  if (text !== '' && !/^\.+$/.test(text)) return encoded(text);
  throw new Unfilled(refused('content', String(name), `${quoted(text)} cannot stand in ${field}`));
}

function filled(template: unknown, values: Values, field: string): unknown {
  if (typeof template === 'string') return filledText(template, values, field);
  if (Array.isArray(template)) return template.map((entry: unknown) => filled(entry, values, field));
  if (!isJsonObject(template)) return template;
  const entries = Object.entries(template).map(
    ([name, value]) => [name, filled(value, values, field)] as const,
  );
  return Object.fromEntries(entries.filter(([name, value]) => value !== null || template[name] === null));
}

function filledText(template: string, values: Values, field: string): unknown {
  const only = ONLY_PLACEHOLDER.exec(template);
  if (only) return valueFor(only, values, field);
  return template.replace(PLACEHOLDER, (...found) => textFor(found, values, field));
}

function textFor(found: readonly unknown[], values: Values, field: string): string {
  const value = valueFor(found, values, field);
  return value === null ? '' : (asText(value) ?? (value === '' ? '' : JSON.stringify(value)));
}

function valueFor(found: readonly unknown[], values: Values, field: string): Values[string] | object {
  const [whole, name, key, wrapper] = found as [string, string, string?, string?];
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  if (value === undefined) {
    const known = Object.keys(values).map((one) => `{${one}}`);
    throw new Unfilled(unusable(field, `${whole} in ${field} is none of ${known.join(', ')}`));
  }
  if (key === undefined && wrapper === undefined) return value;
  if (typeof value !== 'object' || value === null) {
    throw new Unfilled(unusable(field, `${whole} in ${field}: {${name}} has no parts`));
  }
  if (wrapper !== undefined) {
    return Object.fromEntries(Object.entries(value).map(([part, inside]) => [part, { [wrapper]: inside }]));
  }
  const inside = key !== undefined && Object.hasOwn(value, key) ? value[key] : undefined;
  if (inside !== undefined) return inside;
  throw new Unfilled(refused('content', `${name}.${key ?? ''}`, `${whole} in ${field} was not given`));
}
