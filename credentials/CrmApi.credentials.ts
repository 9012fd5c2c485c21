import type {
  IAuthenticate,
  Icon,
  ICredentialTestRequest,
  ICredentialType,
  INodeProperties,
} from 'n8n-workflow';
import { authenticateCrm, PROVIDER_TEST } from '../journey';
import { authentication, testPath } from './fields/generic-http';
import { baseUrl, only, optional, providers, secret, text } from './fields/provider';

const fieldsOf = (displayName: string, name: string, names: string): INodeProperties => ({
  displayName,
  name,
  type: 'json',
  default: '{}',
  description: `Where the answer has what, as dotted paths, if not under our own names: ${names}. "entry" leads to the entry or list inside the answer.`,
});

/** A CRM that knows people and who is responsible for them. */
export class CrmApi implements ICredentialType {
  name = 'crmApi';

  displayName = 'CRM API';

  icon: Icon = { light: 'file:../icons/journeys.svg', dark: 'file:../icons/journeys.dark.svg' };

  documentationUrl = 'https://github.com/journey-canvas/n8n-nodes-journeys#readme';

  /** No other node, HTTP Request included, may read the secrets. */
  restrictToSupportedNodes = true as const;

  properties: INodeProperties[] = [
    providers(
      [
        { name: 'Generic HTTP', value: 'genericHttp' },
        { name: 'HubSpot', value: 'hubspot' },
      ],
      'genericHttp',
    ),
    baseUrl,
    ...[
      secret('Access Token', 'accessToken', 'Of a private app that may read contacts and owners'),
      optional(
        text(
          'Properties',
          'properties',
          'More properties of the contact, separated by commas',
          'e.g. lifecyclestage',
        ),
      ),
    ].map((field) => only('hubspot', field)),
    ...authentication,
    ...[
      text(
        'Profile Path',
        'profilePath',
        'The address below the base URL that answers GET with a person. Placeholders: {by} (id, email or phone), {value}.',
        'e.g. customers?{by}={value}',
      ),
      fieldsOf('Profile Fields', 'profileFields', 'id, name, email, phone, ownerId'),
      optional(
        text(
          'Owner Path',
          'ownerPath',
          'The address below the base URL that answers GET with a colleague. Placeholder: {ownerId}.',
          'e.g. staff/{ownerId}',
        ),
      ),
      fieldsOf('Owner Fields', 'ownerFields', 'id, name, email, phone'),
    ].map((field) => only('genericHttp', field)),
    testPath,
  ];

  authenticate: IAuthenticate = authenticateCrm;

  test: ICredentialTestRequest = { request: { url: PROVIDER_TEST } };
}
