const OUTAGE_MS = 60_000;
const MAX_GRACE_MS = 15 * 60_000;

/** A moment at which a process in which a trigger listens was alive and the store took its word, on two clocks. */
export interface AliveAt {
  /** By the store's own clock, which tells how long nobody spoke. */
  readonly storeAt: number;
  /** In business time, in which deadlines fall due. */
  readonly at: number;
}

/** Deadlines after `from` and up to `to` fell due while nobody could take events in: they wait until `until`. */
export interface CatchUp {
  readonly from: number;
  readonly to: number;
  readonly until: number;
}

/** Whether so long a silence, in milliseconds of the store's clock, is an outage of the intake. */
export function isOutage(silentMs: number): boolean {
  return silentMs > OUTAGE_MS;
}

/**
 * What deadlines have to wait for after an outage of the intake, so that what senders send again still counts: as long as
 * the outage was, 15 minutes at most. Null when there was none, or nobody was ever alive. A deadline lies in one outage
 * only, so that however often a process dies, it waits once.
 */
export function catchUp(last: AliveAt | null, now: AliveAt): CatchUp | null {
  if (last === null) return null;
  const silentMs = now.storeAt - last.storeAt;
  if (!isOutage(silentMs) || now.at <= last.at) return null;
  return { from: last.at, to: now.at, until: now.at + Math.min(silentMs, MAX_GRACE_MS) };
}
