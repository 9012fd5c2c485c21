import type { IExecuteFunctions } from 'n8n-workflow';
import {
  CALL_ENDS,
  capsOf,
  durationMs,
  isRegion,
  type CallWish,
  type CapFields,
  type Rung,
  type SendingHours,
  clockIn,
  minuteIn,
  numberIn,
  oneOf,
  refusal,
  unitIn,
  zoneIn,
} from '../../journey';

/** The fields below Options, as the editor keeps them. */
export interface Settings {
  readonly caps?: { readonly values?: readonly CapFields[] };
  readonly category?: unknown;
  readonly consent?: unknown;
  readonly due?: { readonly values?: { readonly amount?: unknown; readonly unit?: unknown } };
  readonly linkWord?: unknown;
  readonly listLanguage?: unknown;
  readonly listTitle?: unknown;
  readonly reallyInTestRuns?: boolean;
  readonly spreadMinutes?: unknown;
  readonly testOutcome?: unknown;
  readonly timeoutSeconds?: unknown;
  readonly timeZone?: unknown;
}

interface AgainFields {
  readonly after?: unknown;
  readonly times?: unknown;
  readonly amount?: unknown;
  readonly unit?: unknown;
}

const MAX_AMOUNT = 10_000;

/**
 * Whom to call for one item, from the node's fields. They may be expressions, so each is looked at.
 * @throws NodeOperationError naming the field that cannot work.
 */
export function wishOf(context: IExecuteFunctions, item: number): CallWish {
  const field = (name: string, fallback: unknown): unknown => context.getNodeParameter(name, item, fallback);
  const text = (name: string): string => String(field(name, '') ?? '').trim();
  const settings = field('settings', {}) as Settings;
  const zone = zoneIn(context, item, settings.timeZone);
  const due = settings.due?.values;
  return {
    to: text('to') || null,
    trait: text('trait') || 'phone',
    name: text('taskName') || 'Call',
    script: text('script'),
    variables: variablesOf(field('variables.values', [])),
    priority: numberIn(context, item, 'Priority', field('priority', 0), { min: 0, max: 100, whole: true }),
    assignee: text('assignee') || null,
    dueMs: due ? lengthOf(context, item, 'Due Within', due.amount ?? 4, due.unit ?? 'hours') : null,
    limitMs: lengthOf(context, item, 'Wait at Most', field('limitAmount', 3), field('limitUnit', 'days')),
    category: String(settings.category ?? '').trim(),
    consent: oneOf(context, item, 'Consent', settings.consent ?? 'unlessRefused', [
      'unlessRefused',
      'onlyIfGiven',
    ]),
    hours: hoursOf(context, item, zone, settings.spreadMinutes),
    caps: capsOf(context, item, settings.caps?.values ?? []),
    zone,
    ladder: ladderOf(context, item, field('callAgain.values', []) as readonly AgainFields[]),
  };
}

function variablesOf(rows: unknown): Record<string, string> {
  const named = (rows as readonly { name?: unknown; value?: unknown }[])
    .map(({ name, value }) => [String(name ?? '').trim(), shown(value)] as const)
    .filter(([name]) => name !== '');
  return Object.fromEntries(named);
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | boolean);
}

function lengthOf(
  context: IExecuteFunctions,
  item: number,
  name: string,
  amount: unknown,
  unit: unknown,
): number {
  return durationMs(
    numberIn(context, item, name, amount, { min: 0, max: MAX_AMOUNT }),
    unitIn(context, item, `Unit of ${name}`, unit),
  );
}

function hoursOf(
  context: IExecuteFunctions,
  item: number,
  zone: string,
  spreadMinutes: unknown = 15,
): SendingHours {
  const field = (name: string, fallback: unknown): unknown => context.getNodeParameter(name, item, fallback);
  const from = minuteIn(context, item, 'Callable From', field('callableFrom', '09:00'));
  const to = minuteIn(context, item, 'Callable Until', field('callableUntil', '20:00'));
  const region = String(field('holidays', '') ?? '')
    .trim()
    .toUpperCase();
  if (region !== '' && !isRegion(region)) {
    const remedy = 'Use a country such as CN or a state such as DE-BY';
    throw refusal(context, item, `Except Holidays Of is ${region}, which is not known. ${remedy}`);
  }
  const on = field('callableOn', []);
  const days = (Array.isArray(on) ? on : []).map(Number);
  const wrong = days.find((day) => !Number.isInteger(day) || day < 1 || day > 7);
  if (wrong !== undefined)
    throw refusal(context, item, `Callable On has ${wrong}. Use numbers from 1 (Monday) to 7 (Sunday)`);
  const window = { days, hours: [{ from, to }], zone, holidays: region === '' ? null : region };
  const clock = clockIn(context, item, field('whoseClock', 'person'));
  const spread = numberIn(context, item, 'Spread (Minutes)', spreadMinutes, { min: 0, max: 1440 });
  return { window, clock, outside: 'wait', spreadMs: spread * 60_000 };
}

function ladderOf(context: IExecuteFunctions, item: number, rows: readonly AgainFields[]): Rung[] {
  const seen = new Set<string>();
  return rows.map(({ after = 'no_answer', times = 2, amount = 4, unit = 'hours' }, index) => {
    const name = `of Call Again ${index + 1}`;
    const end = oneOf(context, item, `After ${name}`, after, CALL_ENDS);
    if (seen.has(end))
      throw refusal(context, item, `Two rows of Call Again are for ${end}. Leave one of them`);
    seen.add(end);
    return {
      after: end,
      times: numberIn(context, item, `At Most ${name}`, times, { min: 0, max: 100, whole: true }),
      afterMs: lengthOf(context, item, `Time Between ${name}`, amount, unit),
    };
  });
}
