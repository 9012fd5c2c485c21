/**
 * The only door from the nodes to the machine under them.
 */
export { ConditionError, eventConditions, eventPath, type EventConditions } from './domain/conditions';
export type { Anchor, DeadlineRule, PastPolicy } from './domain/deadline';
export { durationMs, type TimeUnit } from './domain/duration';
export type { EntryRule, ReEntry } from './domain/entry';
export { secretsFault, type SigningSecrets } from './domain/intake/secrets';
export { isRegion } from './domain/holidays';
export { instantFrom, isZone, minuteOf } from './domain/local-time';
export type { WaitBranch } from './domain/matching';
export type { TimeWindow } from './domain/window';
export { inputItems } from './host/continuation';
export { issueCoupons, simulateCoupons, type CouponWish } from './host/coupons';
export { enter } from './host/enter';
export { listenForContinuations, listenForEntries } from './host/listen';
export { publishEvents, type EventWish } from './host/publish';
export { waitingNode } from './host/waiting';
export { TIMED_OUT, type WaitOutput, type Wish } from './host/waiting-node';
export { receive } from './host/webhook';
export { SKIPPED, type CouponOffer, type LookBack } from './ports/store';
