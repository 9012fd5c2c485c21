/** Something a person does: when it happened, and when the sender first gets to post it. */
export interface Deed {
  readonly eventId: string;
  readonly event: 'start' | 'buy' | 'leave';
  /** Instant it happened, by business time. */
  readonly at: number;
  /** Instant from which on it is posted: later than it happened where the sender was offline. */
  readonly postedAt: number;
  /** How often it is posted. */
  readonly copies: number;
  readonly platform: 'app' | 'wechat';
  /** A refunded purchase is none. */
  readonly refunded: boolean;
}

/** Somebody who goes through the journey, and everything they are going to do. */
export interface Person {
  readonly userId: string;
  readonly deeds: readonly Deed[];
}

const HOUR = 3_600_000;
/** No clock step is longer: two deeds this far apart are never posted at the same instant. */
export const LONGEST_STEP = 10 * HOUR;

/** Somebody who starts at `now`; everything about them is decided by `random`. */
export function somebody(userId: string, now: number, random: () => number): Person {
  const chance = (share: number): boolean => random() < share;
  const between = (from: number, to: number): number => Math.round(from + random() * (to - from));
  const deed = (event: Deed['event'], after: number, late: number): Deed => ({
    eventId: `${userId}/${event}/${after}`,
    event,
    at: now + after,
    postedAt: now + after + late,
    copies: chance(0.2) ? 3 : 1,
    platform: chance(0.5) ? 'app' : 'wechat',
    refunded: event === 'buy' && chance(0.1),
  });
  const late = (): number => (chance(0.3) ? between(0, 12 * HOUR) : 0);
  const deeds = [deed('start', 0, 0)];
  if (chance(0.1)) deeds.push(deed('start', between(LONGEST_STEP + HOUR, 40 * HOUR), 0));
  if (chance(0.65)) deeds.push(deed('buy', between(1, 80 * HOUR), late()));
  if (chance(0.15)) deeds.push(deed('buy', between(1, 80 * HOUR), late()));
  if (chance(0.1)) deeds.push(deed('leave', between(1, 80 * HOUR), 0));
  return { userId, deeds };
}
