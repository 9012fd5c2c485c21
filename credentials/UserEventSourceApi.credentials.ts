import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

/** The secret with which a source signs the user events it sends; tested by the User Event Trigger. */
export class UserEventSourceApi implements ICredentialType {
  name = 'userEventSourceApi';

  displayName = 'User Event Source API';

  icon: Icon = { light: 'file:../icons/journeys.svg', dark: 'file:../icons/journeys.dark.svg' };

  documentationUrl = 'https://github.com/journey-canvas/n8n-nodes-journeys#readme';

  /** No other node, HTTP Request included, may read the secret. */
  restrictToSupportedNodes = true as const;

  properties: INodeProperties[] = [
    {
      displayName: 'Signing Secret',
      name: 'signingSecret',
      type: 'string',
      typeOptions: { password: true },
      required: true,
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
      default: '',
      description:
        'Accepted beside the signing secret while you rotate it. Put the old secret here, give the new one to every sender, then empty this field.',
    },
  ];
}
