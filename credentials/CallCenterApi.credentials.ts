import type {
  IAuthenticate,
  Icon,
  ICredentialTestRequest,
  ICredentialType,
  INodeProperties,
} from 'n8n-workflow';
import { authenticateCalls, PROVIDER_TEST } from '../journey';
import { answer, authentication, callbacks, sending, testPath } from './fields/generic-http';
import { baseUrl, callbackSecret, only, optional, providers, text, twilioAccount } from './fields/provider';

const PLACEHOLDERS =
  '{to}, {name}, {script}, {variables}, {variables.name}, {priority}, {assignee}, {dueAt}, {timeoutSeconds}, {key}, {callbackUrl}';

/** A call centre whose agents call people. */
export class CallCenterApi implements ICredentialType {
  name = 'callCenterApi';

  displayName = 'Call Center API';

  icon: Icon = { light: 'file:../icons/journeys.svg', dark: 'file:../icons/journeys.dark.svg' };

  documentationUrl = 'https://github.com/journey-canvas/n8n-nodes-journeys#readme';

  /** No other node, HTTP Request included, may read the secrets. */
  restrictToSupportedNodes = true as const;

  properties: INodeProperties[] = [
    providers(
      [
        { name: 'Generic HTTP', value: 'genericHttp' },
        { name: 'Twilio TaskRouter', value: 'twilioTaskRouter' },
      ],
      'genericHttp',
    ),
    baseUrl,
    ...[
      ...twilioAccount,
      text(
        'Workspace SID',
        'workspaceSid',
        'Begins with WS. Set its event callback to the address for reports.',
        'WS...',
      ),
      optional(
        text('Workflow SID', 'workflowSid', 'Begins with WW. Needed if the workspace has several.', 'WW...'),
      ),
    ].map((field) => only('twilioTaskRouter', field)),
    ...authentication,
    ...sending(PLACEHOLDERS, {
      to: '{to}',
      name: '{name}',
      script: '{script}',
      variables: '{variables}',
      key: '{key}',
      callbackUrl: '{callbackUrl}',
    }),
    ...answer,
    ...callbacks('disposition, id, reference, note, agent, durationSeconds, callbackAt, at, eventId'),
    {
      displayName: 'Disposition Words',
      name: 'dispositionWords',
      type: 'json',
      default: '{}',
      placeholder: '{"nobody there": "no_answer"}',
      description:
        'What the words of your agents mean: queued, assigned, dialled, connected, no_answer, busy, wrong_number, refused, callback, do_not_call or cancelled',
    },
    only('genericHttp', callbackSecret),
    testPath,
  ];

  authenticate: IAuthenticate = authenticateCalls;

  test: ICredentialTestRequest = { request: { url: PROVIDER_TEST } };
}
