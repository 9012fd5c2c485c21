import { NodeOperationError, type FilterValue, type ITriggerFunctions } from 'n8n-workflow';
import { eventConditions, eventPath, type EntryRule, type ReEntry } from '../../journey';

/**
 * The journey's entry rule from the trigger's fields.
 * @throws NodeOperationError when a field cannot work; it names the field and what to type.
 */
export function entryRule(context: ITriggerFunctions): EntryRule {
  const text = (name: string): string => String(context.getNodeParameter(name, '')).trim();
  return {
    events: text('events')
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
    conditions: conditionsOf(context),
    instancePath: instancePath(context, text('instanceKey')),
    reEntry: reEntry(context, text('reEntry')),
  };
}

function instancePath(context: ITriggerFunctions, path: string): string | null {
  if (path === '') return null;
  try {
    return eventPath(path, 'Instance Key');
  } catch (error) {
    throw refused(context, 'Instance Key', (error as Error).message);
  }
}

function conditionsOf(context: ITriggerFunctions): EntryRule['conditions'] {
  const raw = context.getNodeParameter('conditions', {}, { rawExpressions: true }) as unknown as FilterValue;
  const right = (raw.conditions ?? []).findIndex(({ rightValue }) => String(rightValue).startsWith('='));
  if (right >= 0)
    throw refused(
      context,
      'Conditions',
      `Condition ${right + 1} compares with an expression, but there is nobody yet whom it could read. Type a value`,
    );
  try {
    return eventConditions(raw);
  } catch (error) {
    throw refused(context, 'Conditions', (error as Error).message);
  }
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
