import { DEFAULT_LIMITS } from '../../../journey/domain/intake/limits';
import { isRefusal, type ParsedEvents, type RejectedEvent } from '../../../journey/domain/intake/outcome';
import { parseEvents } from '../../../journey/domain/intake/parse';
import type { UserEvent } from '../../../journey/domain/user-event';

export const NOW = Date.UTC(2026, 0, 31, 12);
export const GOOD = { userId: 'u1', event: 'purchase' };

export function parse(value: unknown, limits = DEFAULT_LIMITS): ParsedEvents {
  const parsed = parseEvents(value, NOW, limits);
  if (isRefusal(parsed)) throw new Error(`refused: ${parsed.message}`);
  return parsed;
}

export function only(value: unknown): UserEvent {
  const { events, rejected } = parse(value);
  expect(rejected).toEqual([]);
  expect(events).toHaveLength(1);
  return events[0]!.event;
}

export function rejection(value: unknown, limits = DEFAULT_LIMITS): RejectedEvent {
  const { events, rejected } = parse(value, limits);
  expect(events).toEqual([]);
  expect(rejected).toHaveLength(1);
  return rejected[0]!;
}
