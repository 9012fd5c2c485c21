import { valueAtPath } from '../../domain/intake/formats/custom';
import { isJsonObject } from '../../domain/intake/plain-data';
import type { Acknowledgement, ProviderCredential, RawCallback, RefusedPart } from '../contract/provider';
import { bodyText, isUnreadable, queryOf, SECRET, unreadable } from '../shared/callbacks';
import { asText, jsonOf } from '../shared/json';
import { setting } from '../shared/settings';

/** What one event of a callback says: a field's value by our name for it; null when it is not there. */
export interface Said {
  (name: string): string | null;
  /** Where the field stands in the provider's words. */
  path(name: string): string;
}

/** The answer that Acknowledgement asks for; 200 with nothing in it by default. */
export function genericAcknowledgement(credential: ProviderCredential): Acknowledgement {
  const body = setting(credential, 'acknowledgement');
  const contentType = jsonOf(body) === undefined ? 'text/plain; charset=utf-8' : 'application/json';
  return { status: 200, contentType, body };
}

/**
 * Reads each event of a callback: the fields of its query, and of its body as form or JSON; a JSON list is several
 * events. Callback Fields says where a field stands (dotted paths); without an entry it has our own name. Never throws.
 */
export function readCallback<Event extends object>(
  credential: ProviderCredential,
  callback: RawCallback,
  understand: (said: Said) => Event | RefusedPart,
): Array<Event | RefusedPart> {
  const paths = jsonSetting(credential, 'callbackFields');
  const bodies = bodiesOf(callback);
  if (!Array.isArray(bodies)) return [bodies];
  const query = Object.fromEntries(queryOf(callback));
  delete query[SECRET];
  return bodies.map((body, index) => {
    if (!isJsonObject(body)) return unreadable(`[${index}]`, 'is no object');
    const source = { ...query, ...body };
    const path = (name: string) => asText(Object.hasOwn(paths, name) ? paths[name] : null) ?? name;
    const said = Object.assign((name: string) => asText(valueAtPath(source, path(name))), { path });
    const part = understand(said);
    if (bodies.length === 1 || !isUnreadable(part)) return part;
    return unreadable(`[${index}].${part.field}`, part.reason);
  });
}

function bodiesOf(callback: RawCallback): unknown[] | RefusedPart {
  const text = bodyText(callback);
  if (text === null) return unreadable('body', 'is not UTF-8');
  if (text.trim() === '') return [{}];
  const json = jsonOf(text);
  if (Array.isArray(json)) return json;
  if (isJsonObject(json)) return [json];
  if (json === undefined && text.includes('=')) return [Object.fromEntries(new URLSearchParams(text))];
  return unreadable('body', 'is neither a form nor a JSON object or list');
}

/** A JSON object that was typed into a credential; empty when it is none. */
export function jsonSetting(
  credential: ProviderCredential,
  field: string,
): Readonly<Record<string, unknown>> {
  const typed = Object.hasOwn(credential, field) ? credential[field] : undefined;
  const value = typeof typed === 'string' ? jsonOf(typed) : typed;
  return isJsonObject(value) ? value : {};
}
