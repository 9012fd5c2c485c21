import { createHash } from 'node:crypto';
import type { Acknowledgement, CallbackContent, RawCallback, RefusedPart } from '../contract/provider';
import { withQuery } from './requests';

/** The name under which our own callback addresses carry the idempotency key of what they are about. */
export const REFERENCE = 'reference';

/** The name under which our own callback addresses carry the callback secret, for providers that sign nothing. */
export const SECRET = 'secret';

/** The address a provider is given for one message or task: what comes to it says by itself what it is about. */
export function addressFor(callbackUrl: string, idempotencyKey: string, secret = ''): string {
  return withQuery(callbackUrl, {
    [REFERENCE]: idempotencyKey,
    ...(secret === '' ? {} : { [SECRET]: secret }),
  });
}

/** The query of the address that was called; empty when the address cannot be read. */
export function queryOf({ url }: RawCallback): URLSearchParams {
  return URL.canParse(url) ? new URL(url).searchParams : new URLSearchParams();
}

/** What the called address says it is about; null when it says nothing. */
export function referenceOf(callback: RawCallback): string | null {
  return queryOf(callback).get(REFERENCE) || null;
}

/** The body as text; null when it is not UTF-8. */
export function bodyText({ body }: RawCallback): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return null;
  }
}

/** The last value of each field of a form; null when the body is not UTF-8. */
export function formOf(callback: RawCallback): ReadonlyMap<string, string> | null {
  const text = bodyText(callback);
  return text === null ? null : new Map(new URLSearchParams(text));
}

/** A part that could not be understood. */
export function unreadable(field: string, reason: string): RefusedPart {
  return { field, reason };
}

/** Tells a part that was understood from one that was not. */
export function isUnreadable(part: object): part is RefusedPart {
  return 'field' in part;
}

/** Sorts what was understood from what was not, and says so to the provider. */
export function contentOf<Event extends object>(
  parts: ReadonlyArray<Event | RefusedPart>,
  acknowledgement: Acknowledgement,
): CallbackContent<Event> {
  const refused = parts.filter((part): part is RefusedPart => isUnreadable(part));
  const events = parts.filter((part): part is Event => !isUnreadable(part));
  const [first] = refused;
  if (events.length > 0 || !first) return { events, refused, acknowledgement };
  return { events, refused, acknowledgement: turnedAway(first) };
}

function turnedAway({ field, reason }: RefusedPart): Acknowledgement {
  return { status: 400, contentType: 'text/plain; charset=utf-8', body: `${field} ${reason}` };
}

/** An id that is the same whenever the same is said again. */
export function stableId(...parts: ReadonlyArray<string | number | null>): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}
