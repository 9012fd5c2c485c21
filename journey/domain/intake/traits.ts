import { DEFAULT_LIMITS } from './limits';
import { pathText, violation } from './plain-data';

/** What is wrong with traits that a workflow sets, by the rules of events from outside; null when nothing is. */
export function traitsFault(traits: Readonly<Record<string, unknown>>): string | null {
  const inside = violation(traits, 1, DEFAULT_LIMITS);
  if (inside) return `${pathText('', inside.path)} ${inside.reason}`.trim();
  const bytes = Buffer.byteLength(JSON.stringify(traits));
  if (bytes <= DEFAULT_LIMITS.maxEventBytes) return null;
  return `they are ${bytes} bytes of JSON, the limit is ${DEFAULT_LIMITS.maxEventBytes}`;
}
