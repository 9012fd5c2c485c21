import { crmProvider } from '../../../journey/providers/registry';
import { answer, MOMENT, request } from './kit';

describe('HubSpot', () => {
  const hubspot = crmProvider({
    provider: 'hubspot',
    accessToken: 'pat-1',
    properties: 'lifecyclestage, phone',
  });
  const PROPERTIES = 'firstname%2Clastname%2Cemail%2Cphone%2Chubspot_owner_id%2Clifecyclestage';

  test.each([
    [{ by: 'id', value: '51' }, `/51?properties=${PROPERTIES}`],
    [{ by: 'email', value: 'a+b@x.example' }, `/a%2Bb%40x.example?properties=${PROPERTIES}&idProperty=email`],
  ] as const)('a contact by %j', (question, path) => {
    const sent = hubspot.authorize(request(hubspot.profile.buildRequest(question)), MOMENT);
    expect(sent).toMatchObject({
      method: 'GET',
      url: `https://api.hubapi.com/crm/v3/objects/contacts${path}`,
      headers: { authorization: 'Bearer pat-1' },
    });
  });

  test('a contact by phone number is searched for', () => {
    const sent = request(hubspot.profile.buildRequest({ by: 'phone', value: '+8613800000000' }));
    expect([sent.method, sent.url]).toEqual([
      'POST',
      'https://api.hubapi.com/crm/v3/objects/contacts/search',
    ]);
    expect(JSON.parse(sent.body ?? '')).toMatchObject({
      filterGroups: [{ filters: [{ propertyName: 'phone', operator: 'EQ', value: '+8613800000000' }] }],
      limit: 1,
    });
  });

  const contact = {
    id: '51',
    properties: {
      firstname: 'Mei',
      lastname: 'Wang',
      email: 'm@x.example',
      phone: null,
      hubspot_owner_id: '9',
      lifecyclestage: 'lead',
    },
  };
  const found = {
    kind: 'found',
    found: {
      id: '51',
      name: 'Mei Wang',
      email: 'm@x.example',
      phone: null,
      ownerId: '9',
      attributes: { lifecyclestage: 'lead' },
    },
  };

  test.each([
    [200, contact, found],
    [200, { total: 1, results: [contact] }, found],
    [200, { total: 0, results: [] }, { kind: 'not_found' }],
    [404, { message: 'resource not found' }, { kind: 'not_found' }],
    [
      401,
      { category: 'INVALID_AUTHENTICATION', message: 'no' },
      { kind: 'refused', cause: 'credentials', code: 'INVALID_AUTHENTICATION' },
    ],
    [429, { category: 'RATE_LIMITS' }, { kind: 'refused', cause: 'limit', retryable: true }],
    [502, '<html>', { kind: 'unknown' }],
    [200, '<html>', { kind: 'unknown' }],
    [200, [], { kind: 'not_found' }],
  ])('%i %j', (status, body, outcome) => {
    expect(hubspot.profile.parseResponse(answer(status, body))).toMatchObject(outcome);
  });

  test('an owner', () => {
    expect(request(hubspot.owner.buildRequest({ ownerId: '9' })).url).toBe(
      'https://api.hubapi.com/crm/v3/owners/9',
    );
    const body = { id: '9', firstName: 'Li', lastName: 'Na', email: 'li@x.example' };
    expect(hubspot.owner.parseResponse(answer(200, body))).toEqual({
      kind: 'found',
      found: { id: '9', name: 'Li Na', email: 'li@x.example', phone: null },
    });
  });
});

describe('Generic HTTP', () => {
  const crm = crmProvider({
    provider: 'genericHttp',
    baseUrl: 'https://crm.example/api',
    authentication: 'header',
    headerName: 'X-Key',
    headerSecret: 'k',
    profilePath: 'people?{by}={value}',
    profileFields: '{"entry": "data", "id": "no", "ownerId": "dealer.id"}',
    ownerPath: 'staff/{ownerId}',
  });

  test('asks for what it was given, encoded', () => {
    const sent = crm.authorize(
      request(crm.profile.buildRequest({ by: 'phone', value: '+86 138&x=1' })),
      MOMENT,
    );
    expect([sent.url, sent.headers['x-key']]).toEqual([
      'https://crm.example/api/people?phone=%2B86%20138%26x%3D1',
      'k',
    ]);
  });

  test.each(['..', '.', ''])('the id %j cannot choose another address', (ownerId) => {
    expect(crm.owner.buildRequest({ ownerId })).toMatchObject({ kind: 'refused', code: 'ownerId' });
  });

  test('finds fields where they stand', () => {
    const body = { data: [{ no: 7, name: 'Wang', dealer: { id: 3 }, vip: true }] };
    expect(crm.profile.parseResponse(answer(200, body))).toMatchObject({
      kind: 'found',
      found: { id: '7', name: 'Wang', email: null, ownerId: '3', attributes: { vip: true } },
    });
    expect(crm.profile.parseResponse(answer(200, { data: [] }))).toEqual({ kind: 'not_found' });
    expect(crm.owner.parseResponse(answer(200, { id: 3, phone: '1' }))).toMatchObject({
      found: { id: '3', phone: '1' },
    });
  });
});

test('an unknown provider is named with the known ones', () => {
  expect(() => crmProvider({ provider: 'salesforce' })).toThrow(/"salesforce".*genericHttp, hubspot/);
  expect(() => crmProvider({ provider: 'toString' })).toThrow(/none of/);
});
