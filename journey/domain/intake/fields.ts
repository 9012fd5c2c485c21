import { z } from 'zod/v4';
import { quoted } from './outcome';
import { isJsonObject, type JsonObject } from './plain-data';
import { INSTANT_REMEDY, readInstant } from './instant';

const MAX_ID = 256;
const MAX_EVENT_NAME = 200;

/** Fails for control characters and for halves of a surrogate pair, which no database stores alike. */
const UNREADABLE = /[\p{Cc}\p{Cs}]/u;

/** Zod's own `.max()` also looks at the `length` of things that are no strings, and throws for odd ones; refine does not. */
function text(max: number) {
  return z
    .string({ error: (issue) => notText(issue.input) })
    .refine((value) => value.trim() !== '', { error: 'is empty', abort: true })
    .refine((value) => value.length <= max, { error: `is longer than ${max} characters`, abort: true })
    .refine((value) => !UNREADABLE.test(value), { error: 'holds control characters or broken Unicode' });
}

function notText(value: unknown): string {
  if (value === undefined || value === null) return 'is missing';
  if (typeof value === 'number') return `is a number that is not exact (${value}). Send it as a string`;
  return `must be a string, not ${quoted(value)}`;
}

/** Ids are often numbers at the sender; only whole numbers that JSON carries exactly become text. */
const id = z.preprocess((value) => (Number.isSafeInteger(value) ? String(value) : value), text(MAX_ID));

const optionalId = z.preprocess(
  (value) => (value === '' || value === null ? undefined : value),
  id.optional(),
);

const instant = z.unknown().transform((value, context) => {
  if (value === undefined || value === null || value === '') return null;
  const at = readInstant(value);
  if (at !== null) return at;
  context.issues.push({
    code: 'custom',
    message: `${quoted(value)} is not an instant since 1970. ${INSTANT_REMEDY}`,
    input: value,
  });
  return z.NEVER;
});

const properties = z
  .custom<JsonObject | null | undefined>(
    (value) => value === undefined || value === null || isJsonObject(value),
    {
      error: (issue) => `must be an object, not ${quoted(issue.input)}`,
    },
  )
  .transform((value): JsonObject => value ?? {});

/**
 * The fields of one event, whatever their names were at the sender. User id and event name are required; an event id or
 * timestamp that is absent, null or empty is none, absent properties are empty. Properties pass through untouched, by
 * reference: their keys are never copied, so `__proto__` among them stays data.
 */
export const eventFields = z.object({
  userId: id,
  event: text(MAX_EVENT_NAME),
  eventId: optionalId,
  timestamp: instant,
  properties,
});

/** The names of the fields of an event. */
export type EventField = keyof z.infer<typeof eventFields>;
