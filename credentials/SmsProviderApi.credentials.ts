import type {
  IAuthenticate,
  Icon,
  ICredentialTestRequest,
  ICredentialType,
  INodeProperties,
} from 'n8n-workflow';
import { authenticateMessages, PROVIDER_TEST } from '../journey';
import { answer, authentication, callbacks, sending, testPath } from './fields/generic-http';
import {
  baseUrl,
  callbackSecret,
  only,
  optional,
  providers,
  secret,
  text,
  twilioAccount,
} from './fields/provider';

const PLACEHOLDERS =
  '{to}, {text}, {template}, {params}, {params.name}, {params as value}, {channel}, {key}, {callbackUrl}';

/** A service that sends messages. */
export class SmsProviderApi implements ICredentialType {
  name = 'smsProviderApi';

  displayName = 'SMS Provider API';

  icon: Icon = { light: 'file:../icons/journeys.svg', dark: 'file:../icons/journeys.dark.svg' };

  documentationUrl = 'https://github.com/journey-canvas/n8n-nodes-journeys#readme';

  /** No other node, HTTP Request included, may read the secrets. */
  restrictToSupportedNodes = true as const;

  properties: INodeProperties[] = [
    providers(
      [
        { name: 'Alibaba Cloud SMS', value: 'alibaba' },
        { name: 'Generic HTTP', value: 'genericHttp' },
        { name: 'Twilio', value: 'twilio' },
      ],
      'genericHttp',
    ),
    baseUrl,
    ...[
      ...twilioAccount,
      optional(
        text('From', 'from', 'The number or name that sends. Either this or a messaging service.', '+1...'),
      ),
      optional(text('Messaging Service SID', 'messagingServiceSid', 'Begins with MG', 'MG...')),
    ].map((field) => only('twilio', field)),
    ...[
      text('AccessKey ID', 'accessKeyId', 'Of a RAM user that may use SMS'),
      secret('AccessKey Secret', 'accessKeySecret', 'The secret of the AccessKey'),
      text('Sign Name', 'signName', 'The approved signature that every message begins with'),
    ].map((field) => only('alibaba', field)),
    ...authentication,
    ...sending(PLACEHOLDERS, { to: '{to}', text: '{text}', key: '{key}', callbackUrl: '{callbackUrl}' }),
    ...answer,
    only('genericHttp', {
      ...optional(
        text(
          'Opted-Out Codes',
          'optedOutCodes',
          'Codes that say the person wants no messages, separated by commas',
        ),
      ),
      placeholder: 'e.g. 43101',
    }),
    ...callbacks(
      'status, id, reference, to, code, reason, at, eventId; of replies text, from, to, at, eventId',
    ),
    only('genericHttp', {
      displayName: 'Status Words',
      name: 'statusWords',
      type: 'json',
      default: '{}',
      placeholder: '{"1": "delivered", "2": "failed"}',
      description: 'What the words of the service mean: queued, sent, delivered or failed',
    }),
    { ...callbackSecret, displayOptions: { show: { provider: ['alibaba', 'genericHttp'] } } },
    testPath,
  ];

  authenticate: IAuthenticate = authenticateMessages;

  test: ICredentialTestRequest = { request: { url: PROVIDER_TEST } };
}
