import type { EventField } from '../fields';
import { own, type JsonObject, type Violation } from '../plain-data';

/** A field of an event before it is checked: its value and the name the sender gave it. */
export interface SentField {
  readonly name: string;
  readonly value: unknown;
}

/** One event before it is checked. */
export type SentEvent = Readonly<Record<EventField, SentField>>;

/** Reads one item of a request; a violation when the item is of a kind that is not an event. */
export type ItemReader = (item: JsonObject) => SentEvent | Violation;

/** The first of these keys that has a value; the first key when none has. */
export function firstOf(item: JsonObject, keys: readonly [string, ...string[]]): SentField {
  const name = keys.find((key) => !isAbsent(own(item, key))) ?? keys[0];
  return { name, value: own(item, name) };
}

/** The first of these fields that has a value; the first field when none has. */
export function firstField(...fields: readonly [SentField, ...SentField[]]): SentField {
  return fields.find(({ value }) => !isAbsent(value)) ?? fields[0];
}

/** A field inside an object of the item, named by both keys. */
export function inside(item: JsonObject, outer: string, key: string): SentField {
  const object = own(item, outer);
  const value = isObject(object) ? own(object, key) : undefined;
  return { name: `${outer}.${key}`, value };
}

/** A value that the format itself gives, such as the name of a page view. */
export function given(value: unknown, name = 'event'): SentField {
  return { name, value };
}

/** Whether a sender left a field out: absent, null or empty. */
export function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

/** Two objects as one, the later wins; what is no object counts as empty. Keys such as `__proto__` stay data. */
export function merged(...parts: readonly unknown[]): JsonObject {
  return Object.fromEntries(parts.filter(isObject).flatMap((part) => Object.entries(part)));
}

/** A refusal of an item whose kind is not known, with those that are. */
export function unknownType(value: unknown, known: readonly string[], shown: string): Violation {
  const found = value === undefined ? 'is missing' : `is ${shown}`;
  return { path: ['type'], reason: `${found}. Known types: ${known.join(', ')}` };
}

function isObject(value: unknown): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
