import { valueAtPath } from '../../domain/intake/formats/custom';
import { isJsonObject } from '../../domain/intake/plain-data';
import type { CrmOwner, CrmProfile, CrmProvider } from '../contract/crm';
import type { HttpRequest, ProviderCredential, Refused } from '../contract/provider';
import { jsonSetting } from '../generic/callback';
import { genericProvider } from '../generic/provider';
import { addressOf } from '../generic/recipe';
import type { Values } from '../generic/template';
import { asText } from '../shared/json';
import { isRefused, unusable } from '../shared/refusals';
import { get } from '../shared/requests';
import { setting } from '../shared/settings';
import { lookedUp } from './look-up';

/**
 * Any CRM that answers GET with JSON, as the credential spells it out: paths with {by} and {value}, or {ownerId}, and
 * where the fields stand in the answers. A list means its first entry; 404 and an empty list are "not found".
 */
export function genericCrm(credential: ProviderCredential): CrmProvider {
  const { base, fault, ...provider } = genericProvider(credential);
  const request = (field: string, label: string, values: Values): HttpRequest | Refused => {
    if (fault) return fault;
    if (setting(credential, field) === '')
      return unusable(field, `${label} is empty. Fill it in in the credential`);
    const address = addressOf(credential, base, field, values);
    return isRefused(address) ? address : get(address.value);
  };
  return {
    id: provider.id,
    idempotencyMs: null,
    authorize: provider.authorize,
    testRequest: provider.testRequest,
    profile: {
      buildRequest: ({ by, value }) => request('profilePath', 'Profile Path', { by, value }),
      parseResponse: (answer) => lookedUp(answer, (body) => profileOf(credential, body)),
    },
    owner: {
      buildRequest: ({ ownerId }) => request('ownerPath', 'Owner Path', { ownerId }),
      parseResponse: (answer) => lookedUp(answer, (body) => ownerOf(credential, body)),
    },
  };
}

function profileOf(credential: ProviderCredential, body: unknown): CrmProfile | null {
  const said = reader(credential, 'profileFields', body);
  const id = said?.('id') ?? null;
  if (!said || id === null) return null;
  return {
    id,
    name: said('name'),
    email: said('email'),
    phone: said('phone'),
    ownerId: said('ownerId'),
    attributes: said.entry,
  };
}

function ownerOf(credential: ProviderCredential, body: unknown): CrmOwner | null {
  const said = reader(credential, 'ownerFields', body);
  const id = said?.('id') ?? null;
  if (!said || id === null) return null;
  return { id, name: said('name'), email: said('email'), phone: said('phone') };
}

function reader(credential: ProviderCredential, field: string, body: unknown) {
  const paths = jsonSetting(credential, field);
  const at = (name: string) => asText(Object.hasOwn(paths, name) ? paths[name] : null);
  const list = at('entry');
  const inside = list === null ? body : valueAtPath(body, list);
  const entry: unknown = Array.isArray(inside) ? inside[0] : inside;
  if (!isJsonObject(entry)) return null;
  return Object.assign((name: string) => asText(valueAtPath(entry, at(name) ?? name)), { entry });
}
