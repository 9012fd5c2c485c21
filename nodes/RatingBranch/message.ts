import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import {
  messageProvider,
  messageService,
  type MessageWish,
  type RatingMessage,
  numberIn,
  oneOf,
  refusal,
} from '../../journey';
import { textIn } from './values';

/** The type of the credential that messages go out with. */
export const CREDENTIAL = 'smsProviderApi';

/** Stands in texts for the address of the person's page. */
const LINK = '{link}';

/**
 * How the node asks by itself; null where it only gives the link.
 * @throws what n8n throws when the credential cannot be had.
 */
export async function messageOf(context: IExecuteFunctions): Promise<RatingMessage | null> {
  if (context.getNodeParameter('askedBy', 0, 'link') !== 'message') return null;
  const provider = messageProvider(await context.getCredentials<IDataObject>(CREDENTIAL));
  const { timeoutSeconds = 10 } = context.getNodeParameter('settings', 0, {}) as { timeoutSeconds?: unknown };
  const seconds = numberIn(context, 0, 'Service Timeout (Seconds)', timeoutSeconds, { min: 1, max: 20 });
  return {
    service: messageService(context, provider, {
      credentialType: CREDENTIAL,
      timeoutMs: seconds * 1000,
      reports: false,
    }),
    message: (item, link) => messageWish(context, item, link),
  };
}

function messageWish(context: IExecuteFunctions, item: number, link: string): MessageWish {
  const field = (name: string, fallback: unknown): unknown => context.getNodeParameter(name, item, fallback);
  const transactional = field('transactional', false) === true;
  const address = textIn(field('to', ''));
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
    hours: null,
    caps: [],
    zone: context.getTimezone(),
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
