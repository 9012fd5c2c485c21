import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import {
  capsOf,
  type CapFields,
  hoursOf,
  messageProvider,
  messageService,
  type MessageWish,
  type QuietFields,
  type RatingMessage,
  numberIn,
  oneOf,
  refusal,
  zoneIn,
} from '../../journey';
import { textIn } from './values';

/** The type of the credential that messages go out with. */
export const CREDENTIAL = 'smsProviderApi';

/** The fields below Options that are about the message, as the editor keeps them. */
interface Settings {
  readonly caps?: { readonly values?: readonly CapFields[] };
  readonly quietHours?: { readonly values?: QuietFields };
  readonly reallyInTestRuns?: boolean;
  readonly timeoutSeconds?: unknown;
  readonly timeZone?: unknown;
}

/** Stands in texts for the address of the person's page. */
const LINK = '{link}';

/**
 * How the node asks by itself; null where it only gives the link.
 * @throws what n8n throws when the credential cannot be had.
 */
export async function messageOf(context: IExecuteFunctions): Promise<RatingMessage | null> {
  if (!asksItself(context)) return null;
  const provider = messageProvider(await context.getCredentials<IDataObject>(CREDENTIAL));
  const { timeoutSeconds = 10 } = settingsOf(context, 0);
  const seconds = numberIn(context, 0, 'Service Timeout (Seconds)', timeoutSeconds, { min: 1, max: 20 });
  return {
    service: messageService(context, provider, {
      credentialType: CREDENTIAL,
      timeoutMs: seconds * 1000,
      reports: false,
    }),
    message: wordsOf(context),
  };
}

/** What the node would send by itself; null where it only gives the link. */
export function previewOf(context: IExecuteFunctions): RatingMessage['message'] | null {
  return asksItself(context) ? wordsOf(context) : null;
}

/** Whether a test run is to send the message, too. */
export function reallyAsks(context: IExecuteFunctions): boolean {
  return asksItself(context) && settingsOf(context, 0).reallyInTestRuns === true;
}

function asksItself(context: IExecuteFunctions): boolean {
  return context.getNodeParameter('askedBy', 0, 'link') === 'message';
}

function settingsOf(context: IExecuteFunctions, item: number): Settings {
  return context.getNodeParameter('settings', item, {}) as Settings;
}

function wordsOf(context: IExecuteFunctions): RatingMessage['message'] {
  return (item, link) => messageWish(context, item, link);
}

function messageWish(context: IExecuteFunctions, item: number, link: string): MessageWish {
  const field = (name: string, fallback: unknown): unknown => context.getNodeParameter(name, item, fallback);
  const transactional = field('transactional', false) === true;
  const address = textIn(field('to', ''));
  const settings = settingsOf(context, item);
  const zone = zoneIn(context, item, settings.timeZone);
  return {
    channels: [
      {
        channel: textIn(field('channel', 'sms')).toLowerCase() || 'sms',
        address: address === '' ? null : address,
        trait: textIn(field('trait', 'phone')) || 'phone',
        content: contentOf(context, item, link),
      },
    ],
    category: textIn(field('category', 'service')),
    transactional,
    consent: transactional
      ? 'unlessRefused'
      : oneOf(context, item, 'Consent', field('consent', 'unlessRefused'), ['unlessRefused', 'onlyIfGiven']),
    hours: hoursOf(context, item, settings.quietHours?.values, zone),
    caps: capsOf(context, item, settings.caps?.values ?? []),
    zone,
    nextAfter: [],
    reportMs: null,
  };
}

function contentOf(
  context: IExecuteFunctions,
  item: number,
  link: string,
): MessageWish['channels'][number]['content'] {
  const kind = oneOf(context, item, 'Content', context.getNodeParameter('content', item, 'text'), [
    'text',
    'template',
  ]);
  const filled = (text: string): string => text.replaceAll(LINK, link);
  if (kind === 'text') {
    const text = textIn(context.getNodeParameter('text', item, ''));
    if (text === '')
      throw refusal(context, item, `Text is empty. Type what the person is to read, with ${LINK}`);
    return { kind, text: filled(text) };
  }
  const code = textIn(context.getNodeParameter('template', item, ''));
  if (code === '')
    throw refusal(context, item, "Template Code is empty. Copy it from the provider's console");
  const params = paramsOf(context, item).map(([name, value]) => [name, filled(value)]);
  return { kind, code, params: Object.fromEntries(params) as Record<string, string> };
}

function paramsOf(context: IExecuteFunctions, item: number): [string, string][] {
  const given: unknown = context.getNodeParameter('params', item, '{}');
  const value = typeof given === 'string' ? parsed(given) : given;
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw refusal(
      context,
      item,
      `Template Parameters is no JSON object. Type one such as {"link": "${LINK}"}`,
    );
  }
  return Object.entries(value).map(([name, one]) => [
    name,
    typeof one === 'string' ? one : JSON.stringify(one ?? ''),
  ]);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.trim() || '{}') as unknown;
  } catch {
    return null;
  }
}
