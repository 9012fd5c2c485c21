import type { INodeProperties } from 'n8n-workflow';

/** A field that is seen with some providers only. */
export function only(provider: string, field: INodeProperties): INodeProperties {
  return { ...field, displayOptions: { show: { provider: [provider] } } };
}

/** A required text. */
export function text(
  displayName: string,
  name: string,
  description: string,
  placeholder = '',
): INodeProperties {
  return {
    displayName,
    name,
    type: 'string',
    required: true,
    default: '',
    ...(placeholder !== '' && { placeholder }),
    description,
  };
}

/** A required text that is hidden while it is typed. */
export function secret(displayName: string, name: string, description: string): INodeProperties {
  return { ...text(displayName, name, description), typeOptions: { password: true } };
}

/** The same field, not required. */
export function optional(field: INodeProperties): INodeProperties {
  return { ...field, required: false };
}

/** Which service it is. */
export function providers(options: INodeProperties['options'], value: string): INodeProperties {
  return {
    displayName: 'Provider',
    name: 'provider',
    type: 'options',
    options: options ?? [],
    default: value,
    description: 'The service; only its fields are shown',
  };
}

/** Where the service is. */
export const baseUrl: INodeProperties = {
  displayName: 'Base URL',
  name: 'baseUrl',
  type: 'string',
  default: '',
  placeholder: 'https://api.example.com',
  description:
    'The address of the service. Leave empty for the usual one; required with Generic HTTP. Nodes can only call addresses below it.',
};

/** What proves callbacks where the service does not sign them. */
export const callbackSecret: INodeProperties = optional(
  secret(
    'Callback Secret',
    'callbackSecret',
    'Callbacks of services that sign nothing are trusted only if their address carries this as secret=... in its query. Make one with: openssl rand -hex 32.',
  ),
);

/** Who we are at Twilio. */
export const twilioAccount: INodeProperties[] = [
  text('Account SID', 'accountSid', 'Begins with AC', 'AC...'),
  secret('Auth Token', 'authToken', 'Also checks what Twilio sends, so it is needed beside an API key'),
  optional(
    text('API Key SID', 'apiKeySid', 'Begins with SK. Leave empty to send with the Auth Token.', 'SK...'),
  ),
  optional(secret('API Key Secret', 'apiKeySecret', 'The secret of the API key')),
];
