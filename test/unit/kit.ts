/** Small builders for what the pure parts decide about. */
import { fc } from '../support/random';
import type { FilterConditionValue, FilterOperatorType } from 'n8n-workflow';
import type { EventConditions } from '../../journey/domain/conditions';
import type { EntryRule } from '../../journey/domain/entry';
import type { WaitBranch } from '../../journey/domain/matching';
import type { LoggedEvent } from '../../journey/domain/user-event';

/** An event in the log that happened and arrived at `at`, which is also its place in the log unless that is given. */
export function logged(event: string, at: number, given: Partial<LoggedEvent> = {}): LoggedEvent {
  return {
    eventId: null,
    userId: 'ann',
    event,
    timestamp: at,
    receivedAt: at,
    at,
    seq: at,
    source: 'default',
    properties: {},
    ...given,
  };
}

/** A row of a filter field: `left` as typed, compared with `right`. */
export function condition(
  left: string,
  operation: string,
  right: FilterConditionValue['rightValue'],
  type: FilterOperatorType = 'string',
): FilterConditionValue {
  return { id: left, leftValue: left, rightValue: right, operator: { type, operation } };
}

/** A filter field with these rows, all of which must hold. */
export function filter(
  conditions: FilterConditionValue[],
  typeValidation: 'strict' | 'loose' = 'loose',
): EventConditions & { conditions: FilterConditionValue[] } {
  return {
    options: { version: 2, caseSensitive: true, typeValidation, leftValue: '' },
    combinator: 'and',
    conditions,
  };
}

export function branch(id: string, event: string, conditions: EventConditions | null = null): WaitBranch {
  return { id, name: id, event, conditions };
}

export function entryRule(given: Partial<EntryRule> = {}): EntryRule {
  return { events: ['start'], conditions: null, instancePath: null, reEntry: { mode: 'once' }, ...given };
}

/** Checks a property on random values; a failure prints the seed and the smallest counter-example. */
export function holds<T>(values: fc.Arbitrary<T>, property: (value: T) => void, numRuns = 500): void {
  fc.assert(fc.property(values, property), { numRuns, verbose: fc.VerbosityLevel.None });
}
