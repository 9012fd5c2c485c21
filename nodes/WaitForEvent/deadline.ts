import type { IExecuteFunctions } from 'n8n-workflow';
import {
  instantFrom,
  isZone,
  type Anchor,
  type DeadlineRule,
  type PastPolicy,
  minuteIn,
  refusal,
} from '../../journey';
import { readLength } from './lengths';
import { windowOf, type WindowFields } from './window';

interface TimingSettings {
  readonly past?: string;
  readonly graceMinutes?: unknown;
  readonly timeZone?: unknown;
  readonly window?: { readonly values?: WindowFields };
}

/**
 * Until when the person of one item waits.
 * @throws NodeOperationError naming the field, the value and what to write.
 */
export function deadlineRule(context: IExecuteFunctions, item: number): DeadlineRule {
  const settings = context.getNodeParameter('settings', item, {}) as TimingSettings;
  const until = context.getNodeParameter('until', item, 'length') as string;
  const zone = zoneOf(context, item, settings.timeZone);
  const window = windowOf(context, item, settings.window?.values, zone);
  const past = pastPolicy(context, item, until, settings.past);
  const grace = { amount: settings.graceMinutes ?? 0, unit: 'minutes' };
  const graceMs = readLength(context, item, 'Grace in Minutes', grace).ms;
  const common = { window, past, graceMs };
  if (until === 'date') {
    const at = dateIn(context, item, 'Date', context.getNodeParameter('date', item, ''), zone);
    return { kind: 'date', at, shift: null, atMinute: null, zone, ...common };
  }
  if (until === 'field') return { ...dateRule(context, item, zone), ...common };
  const { ms } = readLength(context, item, 'Wait at Most', {
    amount: context.getNodeParameter('limitAmount', item, 7),
    unit: context.getNodeParameter('limitUnit', item, 'days'),
  });
  return { kind: 'length', ms, from: anchorOf(context, item), ...common };
}

function pastPolicy(
  context: IExecuteFunctions,
  item: number,
  until: string,
  chosen: string | undefined,
): PastPolicy {
  if (chosen === 'goNow' || chosen === 'skip' || chosen === 'exit') return chosen;
  const before = until === 'field' && context.getNodeParameter('direction', item, 'before') === 'before';
  return before ? 'skip' : 'goNow';
}

function anchorOf(context: IExecuteFunctions, item: number): Anchor {
  const kind = context.getNodeParameter('countedFrom', item, 'arrival') as Anchor['kind'];
  if (kind !== 'step') return { kind };
  const name = String(context.getNodeParameter('step', item, '')).trim();
  if (name !== '') return { kind, name };
  throw refusal(context, item, 'Step is empty. Type the name of an earlier node, such as Send Coupon');
}

function dateRule(context: IExecuteFunctions, item: number, zone: string) {
  const given = context.getNodeParameter('dateField', item, '');
  const { amount, unit } = readLength(context, item, 'By', {
    amount: context.getNodeParameter('shiftAmount', item, 1),
    unit: context.getNodeParameter('shiftUnit', item, 'days'),
  });
  const before = context.getNodeParameter('direction', item, 'before') === 'before';
  const time = String(context.getNodeParameter('atTime', item, '')).trim();
  return {
    kind: 'date' as const,
    at: dateOfField(context, item, given, zone),
    shift: amount === 0 ? null : { amount: before ? -amount : amount, unit },
    atMinute: time === '' ? null : minuteIn(context, item, 'At Time of Day', time, '10:00'),
    zone,
  };
}

/** An expression gives the date itself; a text that is no date is the path of one in the item. */
function dateOfField(context: IExecuteFunctions, item: number, given: unknown, zone: string): number {
  const direct = instantFrom(given, zone);
  if (direct !== null) return direct;
  if (typeof given !== 'string' || given.trim() === '')
    return dateIn(context, item, 'Date Field', given, zone);
  let value: unknown = context.getInputData()[item]?.json;
  for (const key of given
    .trim()
    .replace(/^\$json\./, '')
    .split('.')) {
    value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
  }
  return dateIn(context, item, `The date at "${given}"`, value, zone);
}

function dateIn(
  context: IExecuteFunctions,
  item: number,
  field: string,
  value: unknown,
  zone: string,
): number {
  const at = instantFrom(value, zone);
  if (at !== null) return at;
  const shown = typeof value === 'string' && value.trim() === '' ? 'empty' : JSON.stringify(value);
  throw refusal(
    context,
    item,
    `${field} is ${shown}, which is no date. Give one such as 2026-03-29 or 2026-03-29T10:00:00Z`,
  );
}

function zoneOf(context: IExecuteFunctions, item: number, given: unknown): string {
  const zone = String(given ?? '').trim() || context.getTimezone();
  if (isZone(zone)) return zone;
  throw refusal(context, item, `Time Zone is ${zone}. Use a name such as Asia/Shanghai or Europe/Berlin`);
}
