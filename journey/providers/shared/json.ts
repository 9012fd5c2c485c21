import { isJsonObject, own, type JsonObject } from '../../domain/intake/plain-data';

/** The JSON value of a text; undefined when it is none. Never throws. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The JSON object of a text; empty when it is none. */
export function objectOf(text: string): JsonObject {
  const value = jsonOf(text);
  return isJsonObject(value) ? value : {};
}

/** A field as text; null when it is absent, empty or neither text nor number. */
export function textOf(source: JsonObject, field: string): string | null {
  return asText(own(source, field));
}

/** A value as text; null when it is empty or neither text, number nor truth value. */
export function asText(value: unknown): string | null {
  if (typeof value === 'string') return value === '' ? null : value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}
