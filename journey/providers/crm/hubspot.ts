import { isJsonObject, own, type JsonObject } from '../../domain/intake/plain-data';
import type { CrmOwner, CrmProfile, CrmProvider, ProfileQuestion } from '../contract/crm';
import type { HttpRequest, ProviderCredential } from '../contract/provider';
import { asText, textOf } from '../shared/json';
import { encoded, get, onlyBelow, postJson, withHeaders, withQuery } from '../shared/requests';
import { baseFault, baseOf, missing, setting } from '../shared/settings';
import { joined, lookedUp } from './look-up';

/** What is always asked for; further properties are named in the credential. */
const PROPERTIES = ['firstname', 'lastname', 'email', 'phone', 'hubspot_owner_id'];

/**
 * HubSpot (https://developers.hubspot.com/docs/api/crm/contacts): a contact by id, email address or phone number with
 * its properties, and the owner it belongs to. By id and email the contact itself is read, which is up to date at once;
 * a phone number has to be searched for, which HubSpot allows less often.
 */
export function hubspotCrm(credential: ProviderCredential): CrmProvider {
  const base = baseOf(credential, 'https://api.hubapi.com');
  const fault = missing(credential, { accessToken: 'Access Token' }) ?? baseFault(base);
  const authorization = `Bearer ${setting(credential, 'accessToken')}`;
  return {
    id: 'hubspot',
    idempotencyMs: null,
    authorize: (request) => withHeaders(onlyBelow(base, request), { authorization }),
    testRequest: () => fault ?? get(withQuery(`${base}/crm/v3/objects/contacts`, { limit: '1' })),
    profile: {
      buildRequest: (question) => fault ?? contactRequest(credential, base, question),
      parseResponse: (answer) => lookedUp(answer, contactOf),
    },
    owner: {
      buildRequest: ({ ownerId }) => fault ?? get(`${base}/crm/v3/owners/${encoded(ownerId)}`),
      parseResponse: (answer) => lookedUp(answer, ownerOf),
    },
  };
}

function contactRequest(
  credential: ProviderCredential,
  base: string,
  { by, value }: ProfileQuestion,
): HttpRequest {
  const more = setting(credential, 'properties')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const properties = [...new Set([...PROPERTIES, ...more])];
  const contacts = `${base}/crm/v3/objects/contacts`;
  if (by === 'phone') {
    const filters = [{ propertyName: 'phone', operator: 'EQ', value }];
    return postJson(`${contacts}/search`, { filterGroups: [{ filters }], properties, limit: 1 });
  }
  return get(
    withQuery(`${contacts}/${encoded(value)}`, {
      properties: properties.join(','),
      ...(by === 'email' ? { idProperty: 'email' } : {}),
    }),
  );
}

function contactOf(body: unknown): CrmProfile | null {
  const results = isJsonObject(body) ? own(body, 'results') : undefined;
  const contact: unknown = Array.isArray(results) ? results[0] : body;
  if (!isJsonObject(contact)) return null;
  const id = textOf(contact, 'id');
  if (id === null) return null;
  const inside = own(contact, 'properties');
  const attributes: JsonObject = isJsonObject(inside) ? inside : {};
  return {
    id,
    name: joined(attributes, 'firstname', 'lastname'),
    email: textOf(attributes, 'email'),
    phone: textOf(attributes, 'phone'),
    ownerId: textOf(attributes, 'hubspot_owner_id'),
    attributes,
  };
}

function ownerOf(body: unknown): CrmOwner | null {
  if (!isJsonObject(body)) return null;
  const id = asText(own(body, 'id'));
  if (id === null) return null;
  return { id, name: joined(body, 'firstName', 'lastName'), email: textOf(body, 'email'), phone: null };
}
