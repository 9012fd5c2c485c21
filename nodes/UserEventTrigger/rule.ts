import { NodeOperationError, type FilterValue, type ITriggerFunctions } from 'n8n-workflow';
import { eventConditions, type EntryRule, type ReEntry } from '../../journey';

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
    instancePath: text('instanceKey') || null,
    reEntry: reEntry(text('reEntry'), Number(context.getNodeParameter('reEntryDays', 30))),
  };
}

function conditionsOf(context: ITriggerFunctions): EntryRule['conditions'] {
  try {
    return eventConditions(
      context.getNodeParameter('conditions', {}, { rawExpressions: true }) as unknown as FilterValue,
    );
  } catch (error) {
    throw refused(context, error as Error);
  }
}

function refused(context: ITriggerFunctions, error: Error): NodeOperationError {
  return new NodeOperationError(context.getNode(), error.message, { description: 'Field: Conditions' });
}

function reEntry(mode: string, days: number): ReEntry {
  if (mode === 'afterDays') return { mode, days };
  return { mode: mode === 'afterExit' || mode === 'always' ? mode : 'once' };
}
