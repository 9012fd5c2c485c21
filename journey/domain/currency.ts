/**
 * A currency as ISO 4217 writes it, three capital letters; null when the value is no such text. Whether the code is in use is
 * not asked, since lists of them grow old. Never throws.
 */
export function currencyOf(value: unknown): string | null {
  const code = typeof value === 'string' ? value.trim().toUpperCase() : '';
  return /^[A-Z]{3}$/.test(code) ? code : null;
}
