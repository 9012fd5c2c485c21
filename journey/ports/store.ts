import type { Behaviour } from '../domain/behaviour';
import type { EntryRule } from '../domain/entry';
import type { Figures } from '../domain/health';
import type { NewEvent } from '../domain/user-event';
import type {
  ConsentRecord,
  Contact,
  ContactLicence,
  ContactQuery,
  ContactReport,
  ContactRequest,
} from './contact';
import type { CodesReport, CouponOutcome, CouponRequest, CouponStock } from './coupons';
import type {
  ClaimedPerson,
  DeliveryRef,
  ExecutionOutcome,
  NodeRef,
  PersonRef,
  RecoveryLimits,
  RecoveryReport,
  Standing,
  StrandedLimits,
} from './delivery';
import type { CallLicence, CallReport, CallRequest, StepRecord } from './effects';
import type { MetricOutcome, MetricRequest, ReportQuery, ReportRow } from './metrics';
import type { CallTaskView } from './call-tasks';
import type { ParkOutcome, ParkRequest, WayPoints } from './parking';
import type { Tallies, Traits } from './people';
import type {
  ErasureOutcome,
  ErasureRequest,
  Passage,
  PassageQuery,
  ProfileOutcome,
  ProfileRequest,
  UserProfile,
} from './profiles';
import type { WaitView } from './questions';
import type { JourneyMap, JourneyVersion } from './versions';
import type { AppendOutcome, RouteBatch, RouteDecision, RouteReport } from './routing';

export type * from './call-tasks';
export type * from './contact';
export type * from './coupons';
export * from './delivery';
export type * from './effects';
export type * from './metrics';
export * from './parking';
export type * from './people';
export type * from './profiles';
export type * from './questions';
export * from './routing';
export type * from './versions';

/** Figures that tell whether anything is under way. */
export interface Progress {
  readonly head: number;
  readonly cursor: number;
  readonly openWaits: number;
  readonly nextDeadlineAt: number | null;
  readonly deliveries: Readonly<Record<string, number>>;
}

/**
 * Everything the journeys remember. Each method is one transaction (or one read) that either holds whole or not at all;
 * it throws what the database throws, and leaves nothing half done.
 */
export interface JourneyStore {
  /** What messages may call the store; holds no password. */
  readonly label: string;

  /** Appends events that were not seen before; returns one outcome per event, in order. Durable when it resolves. */
  append(events: readonly NewEvent[]): Promise<AppendOutcome[]>;

  /** Writes a journey's entry rule. `fresh` starts at the log's head; otherwise the position of an older rule is kept. */
  putRule(
    rule: NodeRef & { readonly rule: EntryRule },
    options: { readonly fresh: boolean; readonly now: number },
  ): Promise<void>;
  /** Drops entry rules of nodes that the published workflow no longer has. */
  keepRules(workflowId: string, nodeIds: readonly string[]): Promise<void>;
  /** When a node's entry rule was last known to be served; null when there is none. */
  ruleLiveAt(node: NodeRef): Promise<number | null>;
  /** Drops entries that arrived after `pausedSince` and before `keepSince` and were never emitted; returns how many. */
  dropPausedEntries(node: NodeRef, pausedSince: number, keepSince: number): Promise<number>;

  /** Routes the next events of the log by `decide`; the cursor moves in the same transaction. */
  route(limit: number, decide: (batch: RouteBatch) => RouteDecision, now: number): Promise<RouteReport>;
  /** Puts the event after the cursor aside as dead and moves on. */
  buryNext(reason: string, now: number): Promise<number | null>;

  /** Ends waits whose deadline has passed, by a match in the log where there is one, else by their time-out. */
  resolveDue(
    now: number,
    limit: number,
  ): Promise<{ readonly timedOut: number; readonly matched: number; readonly more: boolean }>;

  /** When the next time-out of an open wait is due, grace included; null when nobody waits against a clock. */
  nextDeadline(): Promise<number | null>;

  /** Those of these nodes at which somebody is ready: asked once, where taking at each costs a transaction. */
  readyAt(nodes: readonly NodeRef[], now: number): Promise<NodeRef[]>;
  /**
   * Takes ready deliveries of one node that may share an execution, and commits them as emitted by `bootId`; no more than
   * `maxPerMinute` within any minute, where it is given.
   */
  takeReady(
    node: NodeRef,
    limit: number,
    bootId: string,
    now: number,
    maxPerMinute?: number,
  ): Promise<DeliveryRef[]>;
  /** Makes deliveries ready again that `bootId` has taken without learning of it: all it has emitted but those it `started`. */
  giveBack(bootId: string, started: readonly string[], now: number): Promise<number>;
  /** Which of these deliveries are still emitted or running with the attempt they were taken with. */
  underWay(refs: readonly DeliveryRef[]): Promise<DeliveryRef[]>;
  /** Wins deliveries for an execution. Whoever is missing in the answer belongs to another attempt or has left. */
  claim(refs: readonly DeliveryRef[], executionId: string, bootId: string): Promise<ClaimedPerson[]>;
  /** Takes people whose journey ended in an error back into it, for an execution that an admin retries. */
  revive(
    workflowId: string,
    enrollmentIds: readonly string[],
    executionId: string,
    bootId: string,
  ): Promise<ClaimedPerson[]>;
  /** Puts people on throw-away enrollments, for a test run in the editor that was told to really act. */
  enrollForTest(
    run: { readonly workflowId: string; readonly executionId: string; readonly bootId: string },
    userIds: readonly string[],
    now: number,
  ): Promise<PersonRef[]>;
  /** Whom an execution has claimed and still owns, by enrollment. */
  peopleOf(executionId: string): Promise<PersonRef[]>;
  /** Whether these people's executions may still act for them, in order: for what is not written under the users' locks. */
  standings(people: readonly PersonRef[]): Promise<Standing[]>;
  /** Writes down how an execution ended, for everyone it owned. */
  finish(executionId: string, outcome: ExecutionOutcome, now: number): Promise<void>;
  /** Marks the people of an execution that went into a native wait: never replayed, counted. */
  markNativeWait(executionId: string): Promise<void>;

  /** Puts people of a running execution aside, to be continued once somebody has mended the journey. */
  holdPeople(refs: readonly DeliveryRef[], reason: string): Promise<void>;
  /** Holds somebody of a running execution where an admin has moved them from, since there is no such node as they were moved to. */
  takeMoveBack(ref: DeliveryRef): Promise<void>;
  /** Holds ready deliveries of nodes that nobody here listens for; releases those of nodes that somebody does. */
  holdUnheard(listening: readonly NodeRef[]): Promise<number>;
  releaseHeld(node: NodeRef, now: number): Promise<number>;
  /** Ends people whose node, or whose journey, has been gone for too long, in a bounded step; returns how many. */
  endStranded(listening: readonly NodeRef[], now: number, limits: StrandedLimits): Promise<number>;
  /**
   * Counts how an execution of a workflow ended. After 20 failures in a row, over all processes, people of the workflow are
   * held instead of taken, until one of its nodes is released.
   */
  countEnd(workflowId: string, failed: boolean): Promise<void>;

  /** What deadlines of these enrollments are counted from, in order; null for an enrollment that is unknown. */
  wayPoints(
    asked: readonly { readonly enrollmentId: string; readonly stepNodeId: string | null }[],
  ): Promise<(WayPoints | null)[]>;
  park(requests: readonly ParkRequest[]): Promise<ParkOutcome[]>;
  /** The calls that people wait for at a node, oldest first, with what has been said of them so far. */
  callTasks(node: NodeRef, limit: number): Promise<CallTaskView[]>;
  /** The wait of a key, then those its person has had at the same node since; empty when there is none. */
  waitsSince(waitKey: string): Promise<WaitView[]>;
  issueCoupons(requests: readonly CouponRequest[]): Promise<CouponOutcome[]>;
  /** Puts codes into a plan's pool; those that are known anywhere stay what they are. */
  addCodes(planId: string, codes: readonly string[], now: number): Promise<CodesReport>;
  couponStock(planId: string): Promise<CouponStock>;
  /** Asks to call a service on behalf of a person; at most one call per key is under way. */
  reserveCall(request: CallRequest): Promise<CallLicence>;
  /** Writes down how a call ended; false when another call has been made since. */
  settleCall(report: CallReport): Promise<boolean>;
  /** Asks to send somebody a message: its guards and its place in the caps are decided with the reservation of the call. */
  reserveContact(request: ContactRequest): Promise<ContactLicence>;
  /** Writes down how sending ended; false when it was sent again since. */
  settleContact(report: ContactReport): Promise<boolean>;
  /** The message that something which came back belongs to; null when there is none. */
  contactOf(query: ContactQuery): Promise<Contact | null>;
  /** Whether a provider is being asked right now to send something: its name for that is not known yet. */
  isSending(provider: string): Promise<boolean>;
  /** Writes down what people have said about being contacted; what was said later stays. */
  setConsents(records: readonly ConsentRecord[]): Promise<void>;
  recordSteps(steps: readonly StepRecord[]): Promise<void>;
  /** Records metrics, each once per step, and each order once per journey. */
  recordMetrics(requests: readonly MetricRequest[]): Promise<MetricOutcome[]>;
  /** Remembers what a version of a journey and its nodes are called; told again, the newer names stay. */
  putVersion(version: JourneyVersion): Promise<void>;
  /** What is known of journeys, by workflow id; one that nobody has told of is missing. */
  journeyMaps(workflowIds: readonly string[]): Promise<ReadonlyMap<string, JourneyMap>>;
  /** Counts what a journey has done, by version and step. */
  report(query: ReportQuery): Promise<ReportRow[]>;
  /** Changes what is known of users, in order; each step of a journey once. */
  changeProfiles(requests: readonly ProfileRequest[]): Promise<ProfileOutcome[]>;
  /** All that is known of users, in their order. */
  userProfiles(userIds: readonly string[]): Promise<UserProfile[]>;
  /** The passages of a person through journeys, newest first, twenty at most. */
  passagesOf(query: PassageQuery): Promise<Passage[]>;
  /** Erases a person with all their ids; what is counted stays under a pseudonym. */
  erase(request: ErasureRequest): Promise<ErasureOutcome>;
  /** The profiles of users, by user id; users without one are missing. */
  profilesOf(userIds: readonly string[]): Promise<ReadonlyMap<string, Traits>>;
  /**
   * How often each of these users has done each thing, over all their ids and up to `now`, by the ids asked for: also
   * merged ones. Counts what is in the log, routed or not.
   */
  talliesOf(
    userIds: readonly string[],
    behaviours: readonly Behaviour[],
    now: number,
  ): Promise<ReadonlyMap<string, Tallies>>;

  /**
   * Says that this process is alive, on the store's clock, and which entry rules it serves: where any, events can come in.
   * After more than a minute without that, deadlines that fell due meanwhile are held back for as long, 15 minutes at most.
   */
  heartbeat(bootId: string, serving: readonly NodeRef[], now: number): Promise<void>;
  /** Gives back what dead processes held. */
  recover(bootId: string, limits: RecoveryLimits, now: number): Promise<RecoveryReport>;
  /** Forgets what is older than its retention, in bounded steps; returns whether there is more to do. */
  prune(now: number, retention: { readonly eventsMs: number; readonly waitsMs: number }): Promise<boolean>;
  /** The secret that seals the tokens of public links: made once, the same for every process on this store. */
  tokenSecret(): Promise<string>;
  /** Ties the store to one n8n instance, or takes it over; returns the id it is tied to. */
  claimInstance(instanceId: string, takeOver: boolean): Promise<string>;

  progress(): Promise<Progress>;
  /** Backlogs and what needs attention, for monitoring: never a look at everybody who waits. */
  figures(now: number): Promise<Figures>;
  notify(): Promise<void>;
  onNotify(callback: () => void): void;
  close(): Promise<void>;
}
