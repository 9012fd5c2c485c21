/**
 * The only door from the nodes to the machine under them.
 */
export { ConditionError, eventConditions, eventPath, type EventConditions } from './domain/conditions';
export { durationMs, type TimeUnit } from './domain/duration';
export type { EntryRule, ReEntry } from './domain/entry';
export { basicFault, headerFault } from './domain/intake/credentials';
export type { IntakeFormat } from './domain/intake/formats';
export { secretsFault } from './domain/intake/secrets';
export type { WaitBranch } from './domain/matching';
export { inputItems } from './host/continuation';
export { issueCoupons, simulateCoupons, type CouponWish } from './host/coupons';
export { enter } from './host/enter';
export { listenForContinuations, listenForEntries } from './host/listen';
export { publishEvents, type EventWish } from './host/publish';
export { waitingNode } from './host/waiting';
export { TIMED_OUT, type WaitOutput, type Wish } from './host/waiting-node';
export { receive, type AuthenticationKind, type SourceCredential } from './host/webhook';
export type { CouponOffer, LookBack } from './ports/store';
