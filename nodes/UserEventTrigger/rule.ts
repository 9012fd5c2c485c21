import { NodeOperationError, type FilterValue, type ITriggerFunctions } from 'n8n-workflow';
import {
  durationMs,
  fixedConditions,
  typedPath,
  type EntryRule,
  type ExitRule,
  type ReEntry,
} from '../../journey';

/**
 * The journey's entry rule from the trigger's fields.
 * @throws NodeOperationError when a field cannot work; it names the field and what to type.
 */
export function entryRule(context: ITriggerFunctions): EntryRule {
  const text = (name: string): string => String(context.getNodeParameter(name, '')).trim();
  return {
    events: events(context, text('events')),
    conditions: conditionsOf(context, raw(context, 'conditions'), 'Conditions'),
    instancePath: instancePath(context, String(raw(context, 'instanceKey', '')).trim()),
    reEntry: reEntry(context, text('reEntry')),
    ...limits(context),
    exits: exits(context),
    ...goal(context),
  };
}

function events(context: ITriggerFunctions, typed: string): string[] {
  const names = typed
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length > 0 || context.getNodeParameter('eventsFrom', 'url') !== 'journeys') return names;
  throw refused(
    context,
    'Events',
    'Events is empty, and this trigger has no URL: it would do nothing. Type the name of the event that starts the journey',
  );
}

function instancePath(context: ITriggerFunctions, path: string): string | null {
  if (path === '') return null;
  try {
    return typedPath(path, 'Instance Key');
  } catch (error) {
    throw refused(context, 'Instance Key', (error as Error).message);
  }
}

function raw(context: ITriggerFunctions, name: string, otherwise: object | string = {}): unknown {
  return context.getNodeParameter(name, otherwise, { rawExpressions: true });
}

function conditionsOf(context: ITriggerFunctions, field: unknown, name: string): EntryRule['conditions'] {
  try {
    return fixedConditions(field as FilterValue | undefined);
  } catch (error) {
    throw refused(context, name, (error as Error).message);
  }
}

interface EventFields {
  readonly event?: string;
  readonly conditions?: unknown;
  readonly days?: number;
}

function happening(context: ITriggerFunctions, fields: EventFields, name: string): ExitRule {
  const event = (fields.event ?? '').trim();
  if (event === '') throw refused(context, name, `The event of ${name} is empty. Type the name of an event`);
  return { events: [event], conditions: conditionsOf(context, fields.conditions, name) };
}

function exits(context: ITriggerFunctions): ExitRule[] {
  const { values = [] } = raw(context, 'exits') as { values?: EventFields[] };
  return values.map((fields) => happening(context, fields, 'Exit When'));
}

function goal(context: ITriggerFunctions): Pick<EntryRule, 'goal'> {
  const { value } = raw(context, 'goal') as { value?: EventFields };
  if (!value) return {};
  const days = Number(value.days ?? 90);
  if (!(days > 0)) throw refused(context, 'Goal', 'Within Days must be a number above 0');
  return { goal: { ...happening(context, value, 'Goal'), windowMs: durationMs(days, 'days') } };
}

function limits(
  context: ITriggerFunctions,
): Pick<EntryRule, 'maxConcurrent' | 'maxEventAgeMs' | 'maxPerMinute' | 'holdoutPercent'> {
  const concurrent = option(context, 'maxConcurrent', 'Max Concurrent');
  const hours = option(context, 'maxEventAgeHours', 'Max Event Age Hours');
  const perMinute = option(context, 'maxPerMinute', 'Max People per Minute');
  if (!Number.isInteger(perMinute))
    throw refused(
      context,
      'Max People per Minute',
      `Max People per Minute is ${perMinute}. Use a whole number, or 0 for any number`,
    );
  const percent = option(context, 'holdoutPercent', 'Holdout Percent');
  if (percent > 100)
    throw refused(context, 'Holdout Percent', 'Holdout Percent must be a number from 0 to 100');
  return {
    ...(concurrent > 0 && { maxConcurrent: concurrent }),
    ...(hours > 0 && { maxEventAgeMs: durationMs(hours, 'hours') }),
    ...(perMinute > 0 && { maxPerMinute: perMinute }),
    ...(percent > 0 && { holdoutPercent: percent }),
  };
}

/** How far back entries of a pause still count, in milliseconds. */
export function catchUpMs(context: ITriggerFunctions): number {
  return durationMs(option(context, 'catchUpHours', 'Catch Up Hours'), 'hours');
}

function option(context: ITriggerFunctions, name: string, field: string): number {
  const settings = context.getNodeParameter('settings', {}) as Record<string, unknown>;
  const value = Number(settings[name] ?? 0);
  if (value >= 0) return value;
  throw refused(context, field, `${field} is ${String(settings[name])}. Use a number, or 0 to switch it off`);
}

function refused(context: ITriggerFunctions, field: string, message: string): NodeOperationError {
  return new NodeOperationError(context.getNode(), message, { description: `Field: ${field}` });
}

function reEntry(context: ITriggerFunctions, mode: string): ReEntry {
  if (mode === 'afterDays') {
    const days = Number(context.getNodeParameter('reEntryDays', 30));
    if (days > 0) return { mode, days };
    throw refused(context, 'Days Between Entries', 'Days Between Entries must be a number above 0');
  }
  return { mode: mode === 'afterExit' || mode === 'always' ? mode : 'once' };
}

/** How many people may share an execution: 1 where the field holds no number. */
export function peoplePerExecution(context: ITriggerFunctions): number {
  const people = Math.floor(Number(context.getNodeParameter('peoplePerExecution', 1)));
  return people >= 1 ? Math.min(people, 500) : 1;
}
