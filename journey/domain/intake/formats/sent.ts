import type { EventField } from '../fields';
import { MAX_NUMBER, own, type JsonObject, type Violation } from '../plain-data';

/** A field of an event before it is checked: its value and the name the sender gave it. */
export interface SentField {
  readonly name: string;
  readonly value: unknown;
  /** Where a member of the value stands at the sender, for values that a format puts together; absent = under `name`. */
  readonly origin?: (key: string) => Keys;
}

/** Keys and list positions that lead to a value, from the event downwards. */
type Keys = readonly (string | number)[];

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

/** Where a field stands at the sender, or something inside its value. */
export function keysOf(field: SentField, inside: Keys = []): Keys {
  const [member, ...rest] = inside;
  if (field.origin && typeof member === 'string') return [...field.origin(member), ...rest];
  return [...field.name.split('.').filter((key) => key !== ''), ...inside];
}

/**
 * The objects of several fields as one, the later wins; what is no object counts as empty. Keys such as `__proto__` stay
 * data, and each still knows where it came from.
 */
export function together(name: string, ...parts: readonly SentField[]): SentField {
  const objects = parts.map(({ value }) => (isObject(value) ? value : {}));
  return {
    name,
    value: Object.fromEntries(objects.flatMap((object) => Object.entries(object))),
    origin: (key) => {
      const part = parts[objects.findLastIndex((object) => Object.hasOwn(object, key))];
      return keysOf(part ?? { name, value: undefined }, [key]);
    },
  };
}

/** A field as a member of an object that a format puts together. */
export function member(key: string, field: SentField): SentField {
  return { name: field.name, value: { [key]: field.value }, origin: () => keysOf(field) };
}

/** A field as text where it is a text or an exact number; anything else stays as it is, to be refused. */
export function asText(field: SentField, textOf: (text: string) => string): SentField {
  const { name, value } = field;
  if (isAbsent(value)) return { name, value: undefined };
  const plain = typeof value === 'string' || (typeof value === 'number' && Math.abs(value) <= MAX_NUMBER);
  return plain ? { name, value: textOf(String(value)) } : field;
}

/** A refusal of an item whose kind is not known, with those that are. */
export function unknownType(value: unknown, known: readonly string[], shown: string): Violation {
  const found = value === undefined ? 'is missing' : `is ${shown}`;
  return { path: ['type'], reason: `${found}. Known types: ${known.join(', ')}` };
}

function isObject(value: unknown): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
