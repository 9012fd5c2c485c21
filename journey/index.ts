/**
 * The only door from the nodes to the machine under them.
 */
export type { SendingHours } from './domain/contact/guards';
export { CALL_ENDS } from './domain/calls/dispositions';
export type { Rung } from './domain/calls/ladder';
export { armOf, type Arm } from './domain/bucket';
export { behavioursOf, type BehaviourFields } from './domain/behaviour';
export {
  ConditionError,
  NO_CONDITIONS,
  eventConditions,
  fixedConditions,
  typedPath,
  type EventConditions,
} from './domain/conditions';
export { currencyOf } from './domain/currency';
export { isTimeZone, type Validity } from './domain/coupons/expiry';
export { idText } from './domain/identity';
export { traitsFault } from './domain/intake/traits';
export { durationMs, TIME_UNITS, type TimeUnit } from './domain/duration';
export type { EntryRule, ReEntry } from './domain/entry';
export { basicFault, headerFault } from './domain/intake/credentials';
export type { IntakeFormat } from './domain/intake/formats';
export { secretsFault } from './domain/intake/secrets';
export type { RatingPage } from './domain/pages/rating-page';
export { scaleFault, type RatingBand, type RatingScale } from './domain/rating/scale';
export type { ExitRule, GoalRule } from './domain/leaving';
export type { WaitBranch } from './domain/matching';
export { firstSegment, operandsOf, segment, type Segment } from './domain/segments';
export type { Anchor, DeadlineRule, PastPolicy } from './domain/deadline';
export { isRegion } from './domain/holidays';
export { instantFrom, isZone } from './domain/local-time';
export type { DayHours, TimeWindow } from './domain/window';
export { propertiesFrom } from './host/assignments';
export { ALL_HAPPENED } from './domain/verdict';
export { receiveDispositions } from './host/calls/callbacks';
export { serveCallList } from './host/calls/list';
export { callCentre, callList, callPeople, simulateCalls, type CallNode } from './host/calls/node';
export type { CallOutcome, CallService, CallWish } from './host/calls/wish';
export { callCaps, capsOf, type CapFields, messageCaps } from './host/contact/caps';
export { hoursOf, quietHours, type QuietFields } from './host/contact/quiet-hours';
export { clockIn, whoseClock } from './host/contact/whose-clock';
export { zoneIn } from './host/contact/zone';
export { inputItems } from './host/continuation';
export { couponStock, generateCodes, importCodes, type NewCodes } from './host/coupon-codes';
export { couponData, type CouponItem, type CouponResult, type CouponWish } from './host/coupon-items';
export type { CouponService } from './host/coupon-service';
export { failedRequest } from './host/outside-http';
export type { ServiceAnswer } from './host/outside-call';
export { issueCoupons, simulateCoupons } from './host/coupons';
export { lookUpInCrm, type CrmWish } from './host/crm';
export { enter } from './host/enter';
export { orFault } from './host/faults';
export { minuteIn, numberIn, oneOf, refusal, timeoutMsOf, unitIn } from './host/fields';
export { erasePeople } from './host/erase';
export { mergeIds } from './host/identities';
export { listenForContinuations, listenForEntries } from './host/listen';
export { receiveReports } from './host/messages/callbacks';
export { messageService, sendMessages, simulateMessages, type MessageNode } from './host/messages/node';
export type { AttemptOutcome, ChannelWish, MessageService, MessageWish } from './host/messages/wish';
export { NOTHING_TO_REGISTER, OWN_PATH } from './host/own-url';
export { recordMetrics, type MetricWish } from './host/metrics';
export { reportMetrics } from './host/report';
export {
  authenticateCalls,
  authenticateCrm,
  authenticateMessages,
  PROVIDER_TEST,
} from './host/provider-credentials';
export { showJourneys, type PassageWish } from './host/passages';
export { changeProfiles, getProfiles, type ProfileWish } from './host/profiles';
export { publishEvents, type EventWish } from './host/publish';
export { ratingNode, simulateRatings } from './host/ratings/node';
export { serveRatingPage } from './host/ratings/page';
export { RATING_PATH } from './host/ratings/turn';
export {
  ASK,
  bandOutput,
  NO_ANSWER,
  NOT_ASKED,
  type RatingMessage,
  type RatingNode,
  type RatingWish,
} from './host/ratings/wish';
export { splitPeople, type SplitOutput, type SplittingNode, type Subject } from './host/split';
export { waitingNode } from './host/waiting';
export { stepFault } from './host/earlier-steps';
export { TIMED_OUT, type TestPerson, type TestRun, type WaitOutput, type Wish } from './host/waiting-node';
export { receive, type AuthenticationKind, type SourceCredential } from './host/webhook';
export { SKIPPED, type CouponBudget, type CouponOffer, type LookBack, type ReportQuery } from './ports/store';
export type * from './providers/contract/call';
export type * from './providers/contract/crm';
export type * from './providers/contract/message';
export type * from './providers/contract/provider';
export { callProvider, crmProvider, messageProvider } from './providers/registry';
