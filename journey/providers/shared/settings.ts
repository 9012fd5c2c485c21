import { quoted } from '../../domain/intake/outcome';
import type { ProviderCredential, Refused } from '../contract/provider';
import { unusable } from './refusals';

/** A field of a credential as text, without blanks around it; empty when it is not filled in. */
export function setting(credential: ProviderCredential, field: string): string {
  const value = Object.hasOwn(credential, field) ? credential[field] : undefined;
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

/** The first of the fields that is not filled in, as a refusal that names it as the credential shows it; else null. */
export function missing(
  credential: ProviderCredential,
  fields: Readonly<Record<string, string>>,
): Refused | null {
  const [field, label] = Object.entries(fields).find(([name]) => setting(credential, name) === '') ?? [];
  return field ? unusable(field, `${label} is empty. Fill it in in the credential`) : null;
}

/** Null when addresses can be made below a base URL, else what is wrong with it. */
export function baseFault(base: string): Refused | null {
  const url = URL.canParse(base) ? new URL(base) : null;
  if (url && /^https?:$/.test(url.protocol) && !url.search && !url.hash && !url.username) return null;
  return unusable(
    'baseUrl',
    `The Base URL ${quoted(base)} is no http or https address without user, ? and #. Enter one such as https://api.example.com`,
  );
}

/** A credential's base URL without the slash at its end, or the service's own. */
export function baseOf(credential: ProviderCredential, own = ''): string {
  return (setting(credential, 'baseUrl') || own).replace(/\/+$/, '');
}
