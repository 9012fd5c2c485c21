import { bucketOf } from '../bucket';
import { dayOf, instantOf, isZone } from '../local-time';
import { alignTo, type TimeWindow } from '../window';

/** The channel under which consent and caps know calls; all others are of messages. */
export const CALL_CHANNEL = 'call';

/** The channel of messages to colleagues, which are about a person and go to somebody else. */
export const STAFF_CHANNEL = 'staff';

/** Each round of looking for hours that are open on two clocks goes on by half a day or more. */
const MOST_ROUNDS = 60;

/** What somebody has said about being contacted on a channel. */
export interface Consent {
  readonly channel: string;
  /** Which messages it is about; empty = all of the channel. */
  readonly category: string;
  readonly given: boolean;
}

/** Whether silence is consent: a message goes out unless it was refused, or only once it was allowed. */
export type ConsentPolicy = 'unlessRefused' | 'onlyIfGiven';

/** The most messages one person gets, over all journeys; for calls, the most calls: neither counts for the other. */
export interface FrequencyCap {
  readonly limit: number;
  /** In the last so many milliseconds, or in the calendar day of the person's time zone. */
  readonly per: { readonly kind: 'rolling'; readonly ms: number } | { readonly kind: 'day' };
  /** Which of them count: all, those on the same channel, or those of the same category. */
  readonly of: 'all' | 'channel' | 'category';
}

/** When messages may go out, and what happens outside of it. */
export interface SendingHours {
  /** Its zone is the node's. */
  readonly window: TimeWindow;
  /** Whether a person who has a time zone of their own is asked in theirs, in the node's (opening hours are the same for everybody), or must be within both. */
  readonly clock: 'person' | 'node' | 'both';
  readonly outside: 'wait' | 'skip';
  /** Over how long those are spread who waited for the same opening. */
  readonly spreadMs: number;
}

/** What stands between a person and a message. */
export interface ContactGuards {
  readonly channel: string;
  readonly category: string;
  /** What a person asked for or must know: free of hours and caps, and only a refusal of the whole channel stops it. */
  readonly transactional: boolean;
  readonly consent: ConsentPolicy;
  readonly hours: SendingHours | null;
  readonly caps: readonly FrequencyCap[];
  /** The time zone of people who have none of their own. */
  readonly zone: string;
}

/** A message that was sent, may have been sent, or is being sent. */
export interface PastContact {
  readonly channel: string;
  readonly category: string;
  readonly at: number;
}

/** What the guards look at, read under the lock of the user. */
export interface ContactFacts {
  readonly userId: string;
  readonly now: number;
  /** Whether the passage through the journey goes on. */
  readonly active: boolean;
  /** Where the message would go; null when nobody knows. */
  readonly address: string | null;
  readonly traits: Readonly<Record<string, unknown>>;
  readonly consents: readonly Consent[];
  /** At least all since `countedSince`. */
  readonly contacts: readonly PastContact[];
}

/** What the guards say; `send` is the only one that lets a message out. */
export type GuardVerdict =
  | { readonly kind: 'send'; readonly address: string }
  | { readonly kind: 'exited' }
  | { readonly kind: 'suppressed'; readonly reason: 'refused' | 'no_consent' | 'quiet_hours' }
  /** They might be contacted, but nobody knows where. */
  | { readonly kind: 'no_address' }
  /** Outside the hours: at `until` all guards are asked again. */
  | { readonly kind: 'deferred'; readonly until: number }
  | { readonly kind: 'capped'; readonly cap: FrequencyCap };

/**
 * Whether a person may be contacted: enrollment, consent, address, hours, cap, in this order, so that a missing address
 * is told only of people who might be contacted, nobody waits for a message that consent forbids or that can go nowhere,
 * and no cap is used up by one that waits.
 */
export function guardContact(guards: ContactGuards, facts: ContactFacts): GuardVerdict {
  if (!facts.active) return { kind: 'exited' };
  const refusal = refusalOf(guards, facts.consents);
  if (refusal) return { kind: 'suppressed', reason: refusal };
  const { address } = facts;
  if (address === null) return { kind: 'no_address' };
  if (guards.transactional) return { kind: 'send', address };
  const zone = zoneOf(facts.traits, guards.zone);
  const waits = outsideHours(guards.hours, facts, zone);
  if (waits) return waits;
  const cap = guards.caps.find((one) => reached(one, guards, facts, zone));
  return cap ? { kind: 'capped', cap } : { kind: 'send', address };
}

/** From when on past contacts count for any cap of these guards; null when none are counted. */
export function countedSince(guards: ContactGuards, { traits, now }: ContactFacts): number | null {
  if (guards.transactional || guards.caps.length === 0) return null;
  const zone = zoneOf(traits, guards.zone);
  return Math.min(...guards.caps.map((cap) => sinceOf(cap, now, zone)));
}

/** The time zone of a person by their profile (`timezone` or `timeZone`), else the one given. */
export function zoneOf(traits: Readonly<Record<string, unknown>>, otherwise: string): string {
  const own = ['timezone', 'timeZone'].map((key) => (Object.hasOwn(traits, key) ? traits[key] : undefined));
  return own.find((zone): zone is string => typeof zone === 'string' && isZone(zone)) ?? otherwise;
}

function refusalOf(
  { channel, category, transactional, consent }: ContactGuards,
  consents: readonly Consent[],
): 'refused' | 'no_consent' | null {
  const said = consents.filter(
    (one) =>
      one.channel === channel && (one.category === '' || (!transactional && one.category === category)),
  );
  if (said.some(({ given }) => !given)) return 'refused';
  return consent === 'onlyIfGiven' && !transactional && said.length === 0 ? 'no_consent' : null;
}

function outsideHours(
  hours: SendingHours | null,
  { now, userId }: ContactFacts,
  zone: string,
): GuardVerdict | null {
  if (!hours) return null;
  const theirs = { ...hours.window, zone };
  const windows = { person: [theirs], node: [hours.window], both: [theirs, hours.window] }[hours.clock];
  const opens = alignToAll(windows, now);
  if (opens === now) return null;
  if (opens === null || hours.outside === 'skip') return { kind: 'suppressed', reason: 'quiet_hours' };
  const later = opens + Math.floor(bucketOf('release', userId) * hours.spreadMs);
  // Nobody is spread beyond the end of the hours they waited for.
  return { kind: 'deferred', until: alignToAll(windows, later) === later ? later : opens };
}

/** The first instant from `from` on that is within all windows; null when there is none for weeks. */
function alignToAll(windows: readonly TimeWindow[], from: number): number | null {
  let at = from;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const before = at;
    for (const window of windows) {
      const next = alignTo(window, at);
      if (next === null) return null;
      at = next;
    }
    if (at === before) return at;
  }
  return null;
}

function reached(cap: FrequencyCap, guards: ContactGuards, facts: ContactFacts, zone: string): boolean {
  const since = sinceOf(cap, facts.now, zone);
  const counted = facts.contacts.filter(
    ({ at, channel, category }) =>
      at >= since &&
      // However often somebody was called or colleagues were told of them, they got no message.
      kindOf(channel) === kindOf(guards.channel) &&
      (cap.of !== 'channel' || channel === guards.channel) &&
      (cap.of !== 'category' || category === guards.category),
  );
  return counted.length >= cap.limit;
}

function kindOf(channel: string): string {
  return channel === CALL_CHANNEL || channel === STAFF_CHANNEL ? channel : 'message';
}

function sinceOf({ per }: FrequencyCap, now: number, zone: string): number {
  return per.kind === 'day' ? instantOf(dayOf(now, zone), 0, zone) : now - per.ms + 1;
}
