import type { WaitBranch } from '../matching';
import type { LoggedEvent } from '../user-event';

/** How a call can end. `cancelled`: the call centre gave the task up and nobody was reached. */
export const CALL_ENDS = [
  'connected',
  'no_answer',
  'busy',
  'wrong_number',
  'refused',
  'callback',
  'do_not_call',
  'cancelled',
] as const;

/** How a call ended. */
export type CallEnd = (typeof CALL_ENDS)[number];

/** How far a call has come, or how it ended. */
export type Disposition = 'queued' | 'assigned' | 'dialled' | CallEnd;

/** The event that says how a call ended, whoever says it. */
export const CALL_ENDED = 'call.disposition';

/** The event that says who is at a call, before it ends. */
export const CALL_PROGRESS = 'call.progress';

/** What is known of a call that has ended. */
export interface EndedCall {
  readonly end: CallEnd;
  /** When the person wants to be called; null when nobody said. */
  readonly callbackAt: number | null;
  readonly note: string | null;
  readonly agent: string | null;
  readonly at: number;
}

/** Whether somebody's word for the end of a call is one of ours. */
export function isCallEnd(word: unknown): word is CallEnd {
  return CALL_ENDS.some((one) => one === word);
}

/** What a wait for the end of one call hears: the event that names its task and an end; words that are none change nothing. */
export function callBranches(task: string): WaitBranch[] {
  const condition = (leftValue: string, operation: 'equals' | 'regex', rightValue: string) => ({
    ...{ id: leftValue, leftValue, rightValue },
    operator: { type: 'string' as const, operation },
  });
  const conditions = [
    condition('properties.task', 'equals', task),
    condition('properties.disposition', 'regex', `^(?:${CALL_ENDS.join('|')})$`),
  ];
  const options = {
    caseSensitive: true,
    leftValue: '',
    typeValidation: 'strict' as const,
    version: 2 as const,
  };
  return [
    {
      ...{ id: 'ended', name: 'ended', event: CALL_ENDED },
      conditions: { options, combinator: 'and', conditions },
    },
  ];
}

/** How the call ended that an event tells of; null when it tells of no end. Never throws. */
export function endedCall(event: LoggedEvent | null): EndedCall | null {
  if (event?.event !== CALL_ENDED) return null;
  const { disposition, callbackAt, note, agent } = event.properties;
  if (!isCallEnd(disposition)) return null;
  const at = typeof callbackAt === 'string' ? Date.parse(callbackAt) : Number(callbackAt ?? NaN);
  return {
    end: disposition,
    callbackAt: disposition === 'callback' && Number.isFinite(at) ? at : null,
    note: textOf(note),
    agent: textOf(agent),
    at: event.timestamp,
  };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}
