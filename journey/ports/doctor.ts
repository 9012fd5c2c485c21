import type { Figures, Finding } from '../domain/health';

export type { Finding, FindingKind } from '../domain/health';

/** What the doctor says of a store. */
export interface Diagnosis {
  /** What messages may call the store; holds no password. */
  readonly store: string;
  readonly schemaVersion: number;
  /** The n8n instance that the store is tied to; null before the first journey was published. */
  readonly instanceId: string | null;
  /** When it was looked at, in business time. */
  readonly checkedAt: number;
  /** How long ago an n8n last said that it works on this store, by the store's clock; null = never. */
  readonly lastSeenMs: number | null;
  /** People who wait. */
  readonly waiting: number;
  readonly figures: Figures;
  readonly findings: readonly Finding[];
}

/**
 * What a person decides about something that was found: a call was `done`, or `failed` and may be made again; somebody
 * goes on `again`, is to `move` to another node, or the journey is to `end` for them.
 */
export type Verdict = 'done' | 'failed' | 'again' | 'move' | 'end';

/** What became of the wish to end everybody inside a journey that was deleted. */
export type EndedPeople =
  | { readonly kind: 'ended'; readonly people: number }
  /** Its rules are served by an n8n at this moment: it is not deleted. */
  | { readonly kind: 'published' }
  /** No journey of this id has rules or people. */
  | { readonly kind: 'not_found' };

/** What became of a verdict. */
export type Resolved =
  | { readonly kind: 'resolved'; readonly what: 'call' | 'delivery' | 'person' | 'wait' | 'event' | 'plan' }
  /** Nothing has this id. */
  | { readonly kind: 'not_found' }
  /** What has this id is not in a state that waits for somebody's decision. */
  | { readonly kind: 'not_open'; readonly state: string }
  /** Not a verdict for what has this id. */
  | { readonly kind: 'wrong_verdict'; readonly verdicts: readonly Verdict[] }
  /** What is needed to go on was forgotten since: the event that started the journey, or what was kept at the wait. */
  | { readonly kind: 'cannot_go_on' }
  /** The journey has no trigger that could let them go on. */
  | { readonly kind: 'no_trigger' }
  /** The journey, as it was published last, has no such node; these it has. */
  | { readonly kind: 'unknown_node'; readonly node: string; readonly nodes: readonly string[] };
