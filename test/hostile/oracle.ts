/**
 * A second opinion on the intake: what SEMANTICS asks of an event, written down again without any of the intake's own
 * code. It says nothing where it cannot be sure, and then only the form of an answer is judged.
 */
import type { Field } from './formats';

/** What is wrong with an event: in which field, where inside it, and how the answer must put it. */
export interface Fault {
  readonly field: Field | 'event itself';
  readonly keys: readonly (string | number)[];
  readonly reason: RegExp;
}

/** An event as its sender meant it; absent fields are undefined. */
export type Meant = Readonly<Partial<Record<Field, unknown>>>;

/** All faults of an event, or null where this oracle has no opinion. */
export function faultsOf(meant: Meant, now: number): readonly Fault[] | null {
  const at = timeFault(meant.timestamp, now);
  if (at === 'unsure') return null;
  const { properties } = meant;
  const found: (Fault | null)[] = [
    textFault('userId', meant.userId, 256, true),
    textFault('event', meant.event, 200, false),
    isAbsent(meant.eventId) ? null : textFault('eventId', meant.eventId, 256, true),
    at,
    ...propertiesFaults(properties),
  ];
  const known = typeof meant.event === 'string' && /^\$(identify|alias)$/.test(meant.event);
  return known ? null : found.filter((fault) => fault !== null);
}

/** The text that an id or a name is stored as. */
export function storedText(value: unknown): string | null {
  return isAbsent(value) ? null : Object.is(value, -0) ? '0' : String(value);
}

/** Whether a sender left a field out. */
export function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

function textFault(field: Field, value: unknown, max: number, numbers: boolean): Fault | null {
  const fault = (reason: RegExp): Fault => ({ field, keys: [], reason });
  if (isAbsent(value)) return fault(/^is (missing|empty)$/);
  if (typeof value === 'number') {
    if (numbers && Number.isInteger(value) && Math.abs(value) < 2 ** 53) return null;
    return fault(/^is a number that is not exact .*\. Send it as a string$/);
  }
  if (typeof value !== 'string') return fault(/^must be a string, not (an object|a list|true|false)$/);
  if (value.trim() === '') return fault(/^is empty$/);
  if (value.length > max) return fault(new RegExp(`^is longer than ${max} characters$`));
  for (const character of value) {
    const code = character.codePointAt(0) ?? 0;
    const control = code < 0x20 || (code >= 0x7f && code < 0xa0);
    if (control || (code >= 0xd800 && code < 0xe000))
      return fault(/^holds control characters or broken Unicode$/);
  }
  return null;
}

function timeFault(value: unknown, now: number): Fault | null | 'unsure' {
  const fault = (reason: RegExp): Fault => ({ field: 'timestamp', keys: [], reason });
  const unreadable = fault(/is not an instant since 1970\. Send ISO 8601/);
  const ahead = fault(/is more than 24 hours ahead\. Check the sender's clock$/);
  const judged = (at: number): Fault | null | 'unsure' =>
    at > 8.64e15 || at <= -1 ? unreadable : at < 1 ? 'unsure' : at > now + 86_400_001 ? ahead : null;
  if (isAbsent(value)) return null;
  if (typeof value === 'number') return judged(value < 1e11 ? value * 1000 : value);
  if (typeof value !== 'string') return unreadable;
  const text = value.trim();
  if (/^\d{13}$/.test(text)) return judged(Number(text));
  if (/^\d{10}$/.test(text)) return judged(Number(text) * 1000);
  if (!/^\d{4}-\d\d-\d\d/.test(text)) return unreadable;
  const exact = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,3})?Z$/.exec(text);
  if (!exact) return 'unsure';
  const at = Date.parse(text);
  // JavaScript turns 31 February into 3 March.
  if (Number.isNaN(at) || !new Date(at).toISOString().startsWith(exact[1] ?? '')) return unreadable;
  return judged(at);
}

const MAX_DEPTH = 64;

function propertiesFaults(properties: unknown): Fault[] {
  if (properties === undefined || properties === null) return [];
  const fault = (keys: readonly (string | number)[], reason: RegExp): Fault => ({
    field: 'properties',
    keys,
    reason,
  });
  if (typeof properties !== 'object' || Array.isArray(properties))
    return [fault([], /^must be an object, not /)];
  const found: Fault[] = [];
  // Breadth first and without recursion: depth is what is being judged.
  let level: { value: unknown; keys: readonly (string | number)[] }[] = [{ value: properties, keys: [] }];
  for (let depth = 2; level.length > 0; depth += 1) {
    const next: typeof level = [];
    for (const { value, keys } of level) {
      if (typeof value === 'number' && !(Math.abs(value) <= 2 ** 53))
        found.push(fault(keys, /^is a number beyond 2\^53 \(.*\)\. Send it as a string$/));
      if (value === null || typeof value !== 'object') continue;
      if (depth > MAX_DEPTH) {
        found.push(fault(keys, /^is nested deeper than 64 levels$/));
        continue;
      }
      const inner = Array.isArray(value) ? value.entries() : Object.entries(value);
      for (const [key, member] of inner) next.push({ value: member, keys: [...keys, key] });
    }
    level = next;
  }
  if (found.length === 0 && Buffer.byteLength(JSON.stringify(properties)) > 65_000)
    found.push({ field: 'event itself', keys: [], reason: /^is \d+ bytes of JSON, the limit is 65536$/ });
  return found;
}

/** A path as the answers write it. */
export function written(root: string, name: string, keys: readonly (string | number)[]): string {
  return [...name.split('.').filter((key) => key !== ''), ...keys].reduce<string>((path, key) => {
    if (typeof key === 'number') return `${path}[${key}]`;
    if (/^[\p{L}\p{N}_$]+$/u.test(key)) return path === '' ? key : `${path}.${key}`;
    return `${path}[${JSON.stringify(key)}]`;
  }, root);
}
