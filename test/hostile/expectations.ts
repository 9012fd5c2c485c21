import type { Case, Expected } from './cases';
import type { Answer } from './door';
import { isAbsent, storedText } from './oracle';

/** Refusals of a whole body say what was wrong and what to send. */
const WHOLE =
  /^(The body (is empty|is not valid UTF-8|is not JSON|is not complete|is not in a known format|is larger than|holds \d+ events).*(Send|Known: )|Content-Encoding .* is not known\. Send|data(_list)? is not base64 of JSON)/s;

/** Throws unless an answer has the form that every answer has, whatever was posted. */
export function wellFormed({ status, body, stored, cause }: Answer): void {
  if (cause !== undefined) throw new Error(`trouble on our side: ${String(cause)}`);
  if (![202, 400, 413, 415].includes(status)) throw new Error(`answered ${status}`);
  const { error, accepted = 0, duplicate = 0, rejected = [] } = body;
  if (error !== undefined) {
    if (status === 202 || stored.length > 0) throw new Error('an error, and yet something was stored');
    if (!WHOLE.test(error)) throw new Error(`a refusal without remedy: ${error}`);
    return;
  }
  if (accepted !== stored.length) throw new Error(`${accepted} counted, ${stored.length} stored`);
  const taken = accepted + duplicate;
  if ((status === 202) !== (taken > 0 || rejected.length === 0)) throw new Error(`${status} for this body`);
  rejected.forEach(({ index, path, reason }, place) => {
    const before = rejected[place - 1]?.index ?? -1;
    if (!Number.isInteger(index) || index <= before) throw new Error('indexes are not in order');
    if (path.length > 300 || reason.length < 8) throw new Error(`no reason: ${path} ${reason}`);
    if (path === '' && (taken > 0 || rejected.length > 1)) throw new Error('an event of several has no path');
  });
}

/** Throws unless each event of a case became what it had to. */
export function asMeant({ events }: Case, answer: Answer): void {
  wellFormed(answer);
  const { error, duplicate = 0, rejected = [] } = answer.body;
  if (error !== undefined) throw new Error(`refused whole: ${error}`);
  const taken = answer.stored.length + duplicate;
  if (taken + rejected.length !== events.length) throw new Error(`${taken} of ${events.length} taken in`);
  const stored = [...answer.stored];
  events.forEach((expected, index) => {
    const refused = rejected.find((one) => one.index === index);
    if (refused) refusedRightly(expected, refused);
    // Which of several was known already, the answer does not say.
    else if (duplicate === 0) takenAsMeant(expected, stored.shift());
  });
}

function refusedRightly({ refusals, meant }: Expected, refused: { path: string; reason: string }): void {
  if (refusals === null) return;
  const right = refusals.some(
    ({ path, reason }) => samePath(path, refused.path) && reason.test(refused.reason),
  );
  if (right) return;
  const wanted = refusals.map(({ path, reason }) => `${path} ${String(reason)}`).join(' or ') || 'acceptance';
  throw new Error(`"${refused.path} ${refused.reason}" instead of ${wanted} of ${show(meant)}`);
}

/** Long keys and long paths are cut. */
function samePath(whole: string, shown: string): boolean {
  return shown.endsWith('…') || shown.includes('…"]')
    ? whole.startsWith(shown.slice(0, 50))
    : whole === shown;
}

function takenAsMeant({ meant, refusals }: Expected, stored: Answer['stored'][number] | undefined): void {
  if (refusals !== null && refusals.length > 0) throw new Error(`taken in: ${show(meant)}`);
  if (!stored) throw new Error(`neither stored nor refused: ${show(meant)}`);
  // Traits and ids that are merged are put together from several fields.
  if (refusals === null) return;
  const same =
    stored.userId === storedText(meant.userId) &&
    stored.event === storedText(meant.event) &&
    (!('eventId' in meant) || stored.eventId === storedText(meant.eventId)) &&
    JSON.stringify(stored.properties) === JSON.stringify(isAbsent(meant.properties) ? {} : meant.properties);
  if (!same) throw new Error(`stored ${show(stored)} for ${show(meant)}`);
  if (!Number.isInteger(stored.timestamp) || stored.timestamp < 0) throw new Error(`at ${stored.timestamp}`);
}

function show(value: unknown): string {
  return JSON.stringify(value).slice(0, 500);
}
