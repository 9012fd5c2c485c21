import { type ICredentialType, type INode, type INodeProperties, NodeHelpers } from 'n8n-workflow';
import { CallCenterApi, CrmApi, SmsProviderApi } from '../../..';

const CREDENTIALS: ICredentialType[] = [new SmsProviderApi(), new CallCenterApi(), new CrmApi()];

function seen(credential: ICredentialType, values: Record<string, string>): string[] {
  const all = { ...defaultsOf(credential), ...values };
  return credential.properties
    .filter((field) => NodeHelpers.displayParameter(all, field, null as unknown as INode, null))
    .map(({ name }) => name);
}

function defaultsOf({ properties }: ICredentialType): Record<string, INodeProperties['default']> {
  return Object.fromEntries(properties.map((field) => [field.name, field.default]));
}

const common = ['provider', 'baseUrl'];
const twilio = ['accountSid', 'authToken', 'apiKeySid', 'apiKeySecret'];

test.each([
  [0, 'twilio', [...common, ...twilio, 'from', 'messagingServiceSid']],
  [0, 'alibaba', [...common, 'accessKeyId', 'accessKeySecret', 'signName', 'callbackSecret']],
  [1, 'twilioTaskRouter', [...common, ...twilio, 'workspaceSid', 'workflowSid', 'dispositionWords']],
  [2, 'hubspot', [...common, 'accessToken', 'properties']],
] as const)('credential %i with %s shows its fields and no others', (index, provider, fields) => {
  expect(seen(CREDENTIALS[index] as ICredentialType, { provider })).toEqual(fields);
});

test.each(CREDENTIALS)('$displayName: Generic HTTP shows what authentication needs', (credential) => {
  const names = seen(credential, { provider: 'genericHttp', authentication: 'header' });
  expect(names).toEqual(expect.arrayContaining(['headerName', 'headerSecret', 'testPath']));
  expect(names).not.toContain('password');
});

test.each(CREDENTIALS)(
  '$displayName: no field stands there twice, each explains itself, secrets are hidden',
  (credential) => {
    const names = credential.properties.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { name, description, typeOptions } of credential.properties) {
      expect([name, description]).not.toContain(undefined);
      const hidden = /secret|token|^password$/i.test(name);
      expect([name, typeOptions?.password === true]).toEqual([name, hidden]);
    }
  },
);

test.each(CREDENTIALS)(
  '$displayName: no other node may use it, and it is never shown to another address',
  async (credential) => {
    expect(credential.restrictToSupportedNodes).toBe(true);
    const { authenticate } = credential;
    if (typeof authenticate !== 'function') throw new Error('must sign by itself');
    const data = {
      provider: 'genericHttp',
      baseUrl: 'https://a.example/api',
      authentication: 'basic',
      user: 'u',
      password: 'p',
    };
    const signed = await authenticate(data, {
      url: 'https://a.example/api/x',
      method: 'POST',
      body: 'exact ',
    });
    expect(signed).toMatchObject({
      body: 'exact ',
      headers: { authorization: 'Basic dTpw' },
      disableFollowRedirect: true,
    });
    await expect(authenticate(data, { url: 'https://b.example/api/x' })).rejects.toThrow(
      /only for addresses below/,
    );
    await expect(authenticate({ ...data, provider: 'x' }, { url: 'https://a.example/api' })).rejects.toThrow(
      /none of/,
    );
  },
);
