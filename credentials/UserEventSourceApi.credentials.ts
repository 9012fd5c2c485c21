import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

/** How a source of user events proves who it is; tested by the User Event Trigger. */
export class UserEventSourceApi implements ICredentialType {
  name = 'userEventSourceApi';

  displayName = 'User Event Source API';

  icon: Icon = { light: 'file:../icons/journeys.svg', dark: 'file:../icons/journeys.dark.svg' };

  documentationUrl = 'https://github.com/journey-canvas/n8n-nodes-journeys#readme';

  /** No other node, HTTP Request included, may read the secret. */
  restrictToSupportedNodes = true as const;

  properties: INodeProperties[] = [
    {
      displayName: 'Kind',
      name: 'kind',
      type: 'options',
      options: [
        { name: 'Signed (Standard Webhooks)', value: 'hmac' },
        { name: 'Header', value: 'header' },
        { name: 'User and Password', value: 'basic' },
      ],
      default: 'hmac',
      description: 'The same kind must be chosen as Authentication in the User Event Trigger',
    },
    {
      displayName: 'Header Name',
      name: 'headerName',
      type: 'string',
      required: true,
      displayOptions: { show: { kind: ['header'] } },
      default: 'X-Api-Key',
      placeholder: 'e.g. X-Api-Key',
      description: 'The header that every request must carry; upper and lower case are the same',
    },
    {
      displayName: 'Header Value',
      name: 'headerSecret',
      type: 'string',
      typeOptions: { password: true },
      required: true,
      displayOptions: { show: { kind: ['header'] } },
      default: '',
      description: 'What stands in that header, exactly, with a prefix such as Bearer if the sender adds one',
    },
    {
      displayName: 'User',
      name: 'user',
      type: 'string',
      required: true,
      displayOptions: { show: { kind: ['basic'] } },
      default: '',
      description: "The user name of basic authentication. For Segment's SDKs this is the write key.",
    },
    {
      displayName: 'Password',
      name: 'password',
      type: 'string',
      typeOptions: { password: true },
      displayOptions: { show: { kind: ['basic'] } },
      default: '',
      description: "The password of basic authentication. Leave empty for Segment's SDKs.",
    },
    {
      displayName: 'Signing Secret',
      name: 'signingSecret',
      type: 'string',
      typeOptions: { password: true },
      required: true,
      displayOptions: { show: { kind: ['hmac'] } },
      default: '',
      placeholder: 'whsec_...',
      description:
        'The secret the sender signs with (Standard Webhooks): 24 to 64 random bytes in base64, with or without whsec_. Make one with: openssl rand -base64 32.',
    },
    {
      displayName: 'Previous Signing Secret',
      name: 'previousSigningSecret',
      type: 'string',
      typeOptions: { password: true },
      displayOptions: { show: { kind: ['hmac'] } },
      default: '',
      description:
        'Accepted beside the signing secret while you rotate it. Put the old secret here, give the new one to every sender, then empty this field.',
    },
  ];
}
