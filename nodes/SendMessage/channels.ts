import type { IExecuteFunctions } from 'n8n-workflow';
import { oneOf, refusal } from '../../journey';
import type { ChannelWish } from '../../journey';

interface ChannelFields {
  readonly channel?: unknown;
  readonly to?: unknown;
  readonly trait?: unknown;
  readonly content?: unknown;
  readonly text?: unknown;
  readonly template?: unknown;
  readonly params?: unknown;
}

/**
 * The channels of one item in the order in which they are tried.
 * @throws NodeOperationError naming the field that cannot work.
 */
export function channelsOf(context: IExecuteFunctions, item: number): ChannelWish[] {
  const rows = context.getNodeParameter('channels.values', item, []) as ChannelFields[];
  if (rows.length === 0) throw refusal(context, item, 'There is no channel. Add one, for example sms');
  return rows.map((row, index) => channelOf(context, item, row, `channel ${index + 1}`));
}

function channelOf(context: IExecuteFunctions, item: number, row: ChannelFields, name: string): ChannelWish {
  const text = (value: unknown): string => String(value ?? '').trim();
  const channel = text(row.channel ?? 'sms').toLowerCase();
  if (channel === '') throw refusal(context, item, `The name of ${name} is empty. Type for example sms`);
  const kind = oneOf(context, item, `Content of ${name}`, row.content ?? 'text', ['text', 'template']);
  const address = text(row.to);
  return {
    channel,
    address: address === '' ? null : address,
    trait: text(row.trait) || 'phone',
    content:
      kind === 'text'
        ? { kind, text: wordsOf(context, item, row.text, name) }
        : {
            kind,
            code: templateOf(context, item, row.template, name),
            params: paramsOf(context, item, row, name),
          },
  };
}

function wordsOf(context: IExecuteFunctions, item: number, value: unknown, name: string): string {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  if (text.trim() !== '') return text;
  throw refusal(context, item, `The Text of ${name} is empty. Type what the person is to read`);
}

function templateOf(context: IExecuteFunctions, item: number, value: unknown, name: string): string {
  const code = String(value ?? '').trim();
  if (code !== '') return code;
  throw refusal(context, item, `The Template Code of ${name} is empty. Copy it from the provider's console`);
}

function paramsOf(
  context: IExecuteFunctions,
  item: number,
  { params }: ChannelFields,
  name: string,
): Record<string, string> {
  const value = parsed(params);
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    const remedy = 'Type a JSON object such as {"name": "Ann"}';
    throw refusal(context, item, `Template Parameters of ${name} is no JSON object. ${remedy}`);
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      typeof one === 'string' ? one : JSON.stringify(one ?? ''),
    ]),
  );
}

function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value ?? {};
  try {
    return JSON.parse(value.trim() || '{}') as unknown;
  } catch {
    return null;
  }
}
