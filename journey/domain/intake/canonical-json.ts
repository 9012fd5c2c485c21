/**
 * A JSON value as text that does not depend on the order of object keys: equal values give equal text, and
 * different values different text. Keys are sorted by code unit; nothing is copied, so `__proto__` is a key like any other.
 * @throws RangeError for values nested deeper than the stack; the intake's depth limit comes first.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}
