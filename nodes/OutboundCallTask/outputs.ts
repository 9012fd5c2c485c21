import { CALL_ENDS, type CallOutcome, type WaitOutput } from '../../journey';

/** What the outputs depend on, as n8n hands the raw parameters to an expression. */
export interface RawParameters {
  groups?: { values?: readonly { readonly name?: unknown; readonly ends?: unknown }[] };
}

/**
 * One output per group, then Timed Out and Not Called. n8n runs this function's text inside an expression, in the editor
 * too, so it must refer to nothing outside itself.
 */
export const configuredOutputs = (
  parameters: RawParameters,
): Array<{ type: string; displayName?: string }> => {
  const rows = (parameters.groups && parameters.groups.values) || [];
  const names = rows.map((row, index) => String(row.name || '').trim() || `Group ${index + 1}`);
  return [...names, 'Timed Out', 'Not Called'].map((displayName) => ({ type: 'main', displayName }));
};

/** The node's `outputs`: an expression over its own parameters, as n8n's Switch node has it. */
export const outputs = `={{(${configuredOutputs})($parameter)}}` as const;

/** The outputs in the order of the canvas. */
export function callOutputs(parameters: RawParameters): WaitOutput[] {
  return configuredOutputs(parameters).map(({ displayName = '' }, index) => ({
    branchId: String(index),
    name: displayName,
  }));
}

/** By which output somebody leaves. Held-out people take the first, as if all had gone well. */
export function groupOf(parameters: RawParameters): (outcome: CallOutcome) => string {
  const rows = groupsIn(parameters);
  const [timedOut, notCalled] = [rows.length, rows.length + 1];
  const places: Partial<Record<CallOutcome, number>> = {
    timed_out: timedOut,
    unknown: timedOut,
    suppressed: notCalled,
    capped: notCalled,
    failed: notCalled,
    would_have: 0,
  };
  return (outcome) =>
    String(places[outcome] ?? rows.findIndex(({ ends }) => ends.some((end) => end === outcome)));
}

/** What is wrong with the groups, with the remedy; null when every end of a call has its output. */
export function groupsFault(parameters: RawParameters): string | null {
  const rows = groupsIn(parameters);
  if (rows.length === 0) return 'There is no outcome group. Add one, such as Reached with Connected';
  for (const end of CALL_ENDS) {
    const having = rows.filter(({ ends }) => ends.includes(end));
    if (having.length === 0) return `No outcome group has ${end}. Add it to one`;
    if (having.length > 1)
      return `${having.map(({ name }) => name).join(' and ')} both have ${end}. Leave it in one of them`;
  }
  return null;
}

interface Group {
  readonly name: string;
  readonly ends: readonly string[];
}

function groupsIn(parameters: RawParameters): Group[] {
  const names = configuredOutputs(parameters);
  return (parameters.groups?.values ?? []).map(({ ends }, index) => ({
    name: names[index]?.displayName ?? '',
    ends: (Array.isArray(ends) ? ends : []).map(String),
  }));
}
