import type { INodeProperties } from 'n8n-workflow';

const show = (more: Record<string, string[]> = {}) => ({ show: { provider: ['genericHttp'], ...more } });

const secret = { typeOptions: { password: true } };

/** How a service of any kind is told who is calling. */
export const authentication: INodeProperties[] = [
  {
    displayName: 'Authentication',
    name: 'authentication',
    type: 'options',
    displayOptions: show(),
    options: [
      { name: 'None', value: 'none' },
      { name: 'User and Password', value: 'basic' },
      { name: 'Header', value: 'header' },
      { name: 'Query', value: 'query' },
    ],
    default: 'none',
    description: 'How the service is told who is calling',
  },
  {
    displayName: 'Header Name',
    name: 'headerName',
    type: 'string',
    displayOptions: show({ authentication: ['header'] }),
    default: 'Authorization',
    description: 'The header that proves who is calling',
  },
  {
    displayName: 'Header Value',
    name: 'headerSecret',
    type: 'string',
    ...secret,
    displayOptions: show({ authentication: ['header'] }),
    default: '',
    placeholder: 'Bearer ...',
    description: 'The whole value of that header, for example Bearer and the key',
  },
  {
    displayName: 'User Parameter',
    name: 'userParameter',
    type: 'string',
    displayOptions: show({ authentication: ['query'] }),
    default: '',
    placeholder: 'e.g. username',
    description: 'The name under which User stands in the query. Leave empty if there is only a key.',
  },
  {
    displayName: 'User',
    name: 'user',
    type: 'string',
    displayOptions: show({ authentication: ['basic', 'query'] }),
    default: '',
    description: 'The user name that the service knows you by',
  },
  {
    displayName: 'Password Parameter',
    name: 'passwordParameter',
    type: 'string',
    displayOptions: show({ authentication: ['query'] }),
    default: '',
    placeholder: 'e.g. password, access_token',
    description: 'The name under which the password or key stands in the query',
  },
  {
    displayName: 'Password',
    name: 'password',
    type: 'string',
    ...secret,
    displayOptions: show({ authentication: ['basic', 'query'] }),
    default: '',
    description: 'The password or key',
  },
];

/** The request that has something done; `placeholders` are those its texts may hold. */
export function sending(placeholders: string, example: object): INodeProperties[] {
  return [
    {
      displayName: 'Method',
      name: 'method',
      type: 'options',
      displayOptions: show(),
      options: ['GET', 'POST', 'PUT', 'PATCH'].map((name) => ({ name, value: name })),
      default: 'POST',
      description: 'How the service wants to be called',
    },
    {
      displayName: 'Path',
      name: 'path',
      type: 'string',
      displayOptions: show(),
      default: '',
      placeholder: 'e.g. cgi-bin/sendsms',
      description: 'The address below the base URL',
    },
    {
      displayName: 'Query',
      name: 'query',
      type: 'json',
      displayOptions: show(),
      default: '{}',
      description: `Names and values after the ? of the address. Placeholders: ${placeholders}. A field that is only an empty placeholder is left out.`,
    },
    {
      displayName: 'Body As',
      name: 'bodyKind',
      type: 'options',
      displayOptions: show({ method: ['POST', 'PUT', 'PATCH'] }),
      options: [
        { name: 'Form', value: 'form' },
        { name: 'JSON', value: 'json' },
        { name: 'None', value: 'none' },
      ],
      default: 'json',
      description: 'How the body is written',
    },
    {
      displayName: 'Body',
      name: 'body',
      type: 'json',
      displayOptions: show({ method: ['POST', 'PUT', 'PATCH'], bodyKind: ['form', 'json'] }),
      default: JSON.stringify(example, null, 2),
      description: `What is sent. Placeholders: ${placeholders}. A text that is only a placeholder becomes the value itself.`,
    },
  ];
}

const text = (
  displayName: string,
  name: string,
  description: string,
  placeholder = '',
  value = '',
): INodeProperties => ({
  displayName,
  name,
  type: 'string',
  displayOptions: show(),
  default: value,
  ...(placeholder !== '' && { placeholder }),
  description,
});

/** What the answer means. */
export const answer: INodeProperties[] = [
  text(
    'Success Path',
    'successPath',
    'Where the answer says whether it worked, if its status alone does not. Leave empty if 2xx means success.',
    'e.g. errcode',
  ),
  text('Success Values', 'successValues', 'What stands there when it worked, separated by commas', '', '0'),
  text('ID Path', 'idPath', 'Where the answer has the ID of what was created', 'e.g. data.id'),
  text('Code Path', 'codePath', 'Where a refusal has its code', 'e.g. errcode'),
  text('Reason Path', 'reasonPath', 'Where a refusal says why', 'e.g. errmsg'),
  text(
    'Retry Codes',
    'retryCodes',
    'Codes of refusals that may succeed later, separated by commas',
    'e.g. -1',
  ),
  {
    displayName: 'Honours Idempotency Keys',
    name: 'honoursIdempotencyKeys',
    type: 'boolean',
    displayOptions: show(),
    default: false,
    description:
      'Whether the service does nothing twice for the same {key}, which you then send along. Otherwise a call whose answer got lost is never made again, and its outcome is unknown.',
  },
  {
    displayName: 'Hours Keys Are Kept',
    name: 'idempotencyHours',
    type: 'number',
    displayOptions: show({ honoursIdempotencyKeys: [true] as never }),
    default: 24,
    description: 'For how many hours the service remembers a key',
  },
];

/** How the service calls back; `names` are our names for what it says. */
export function callbacks(names: string): INodeProperties[] {
  return [
    text(
      'Callback Query',
      'callbackQuery',
      'Added to {callbackUrl} as it stands, for services that fill in an address',
      'e.g. status=%d&at=%T',
    ),
    {
      displayName: 'Callback Fields',
      name: 'callbackFields',
      type: 'json',
      displayOptions: show(),
      default: '{}',
      description: `Where a callback has what, as dotted paths, if not under our own names: ${names}`,
    },
    text('Acknowledgement', 'acknowledgement', 'What the service wants to read as the answer to a callback'),
  ];
}

/** The button Test, and which service it is about. */
export const testPath: INodeProperties = text(
  'Test Path',
  'testPath',
  'An address below the base URL that answers GET with 2xx, for the button Test',
  'e.g. ping',
);
