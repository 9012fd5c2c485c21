import { quoted } from '../../domain/intake/outcome';
import { isJsonObject } from '../../domain/intake/plain-data';
import type { HttpRequest, ProviderCredential, Refused } from '../contract/provider';
import { asText, jsonOf } from '../shared/json';
import { built, type Built, isRefused, unusable } from '../shared/refusals';
import {
  encodedFields,
  type Fields,
  get,
  onlyBelow,
  withBasic,
  withBody,
  withHeaders,
  withQuery,
} from '../shared/requests';
import { setting } from '../shared/settings';
import { fill, fillPath, type Values } from './template';

const METHODS: readonly string[] = ['GET', 'POST', 'PUT', 'PATCH'];

/**
 * Describes the request that a Generic HTTP credential spells out: Method, Path, Query, and Body as form or JSON, with
 * placeholders. A field that cannot be used is refused by its name. Never throws.
 */
export function described(
  credential: ProviderCredential,
  base: string,
  values: Values,
): HttpRequest | Refused {
  const method = setting(credential, 'method') || 'POST';
  if (!METHODS.includes(method))
    return unusable('method', `Method ${quoted(method)} is none of ${METHODS.join(', ')}`);
  const address = addressOf(credential, base, 'path', values);
  if (isRefused(address)) return address;
  const query = fieldsOf(credential, 'query', 'Query', values);
  if (isRefused(query)) return query;
  const url = withQuery(address.value, query.value);
  const verb = method as HttpRequest['method'];
  const kind = setting(credential, 'bodyKind') || 'json';
  if (verb === 'GET' || kind === 'none') return { ...get(url), method: verb };
  if (kind === 'form') {
    const form = fieldsOf(credential, 'body', 'Body', values);
    if (isRefused(form)) return form;
    return withBody(verb, url, 'application/x-www-form-urlencoded', encodedFields(form.value));
  }
  const body = filledTemplate(credential, 'body', 'Body', values);
  if (isRefused(body)) return body;
  return withBody(verb, url, 'application/json', JSON.stringify(body.value));
}

/** The address a path of the credential leads to, below its base URL; a path that leads elsewhere is refused. */
export function addressOf(
  credential: ProviderCredential,
  base: string,
  field: string,
  values: Values,
): Built<string> {
  const filled = fillPath(setting(credential, field).replace(/^[/\\]+/, ''), values, field);
  if (isRefused(filled)) return filled;
  const url = filled.value === '' ? base : `${base}/${filled.value}`;
  const below = new URL(`${base}/`);
  const asked = new URL(url);
  if (asked.origin === below.origin && `${asked.pathname}/`.startsWith(below.pathname)) return built(url);
  return unusable(field, `The path ${quoted(setting(credential, field))} leads out of the Base URL`);
}

/** Adds what the credential proves itself with: a header, user and password, or fields of the query. */
export function authorizeGeneric(
  credential: ProviderCredential,
  base: string,
  request: HttpRequest,
): HttpRequest {
  const inside = onlyBelow(base, request);
  const value = (field: string) => setting(credential, field);
  switch (value('authentication')) {
    case 'basic':
      return withBasic(inside, value('user'), value('password'));
    case 'header':
      return withHeaders(inside, { [value('headerName').toLowerCase()]: value('headerSecret') });
    case 'query':
      return { ...inside, url: withQuery(inside.url, secretFields(value)) };
    default:
      return inside;
  }
}

function secretFields(value: (field: string) => string): Fields {
  return Object.fromEntries(
    [
      [value('userParameter'), value('user')],
      [value('passwordParameter'), value('password')],
    ].filter(([name]) => name !== ''),
  ) as Fields;
}

function filledTemplate(
  credential: ProviderCredential,
  field: string,
  label: string,
  values: Values,
): Built<unknown> {
  const typed = Object.hasOwn(credential, field) ? credential[field] : undefined;
  if (typed === undefined || typed === '' || typed === null) return built({});
  const template = typeof typed === 'string' ? jsonOf(typed) : typed;
  if (isJsonObject(template) || Array.isArray(template)) return fill(template, values, label);
  return unusable(field, `${label} is no JSON object. Write {"name": "value"}`);
}

function fieldsOf(
  credential: ProviderCredential,
  field: string,
  label: string,
  values: Values,
): Built<Fields> {
  const whole = filledTemplate(credential, field, label, values);
  if (isRefused(whole)) return whole;
  const entries = Object.entries(whole.value as object).map(([name, value]: [string, unknown]) => [
    name,
    typeof value === 'object' ? JSON.stringify(value) : (asText(value) ?? ''),
  ]);
  return built(Object.fromEntries(entries) as Fields);
}
