import type { NewId } from '../ports/clock';
import type { JourneyStore } from '../ports/store';
import { AppendQueue } from './append-queue';
import { talliesOf } from './behaviours';
import { countEnd } from './breaker';
import { callTasks } from './call-tasks';
import { reserveCall, settleCall } from './calls';
import { setConsents } from './consents';
import { contactOf, isSending, reserveContact, settleContact } from './contacts';
import { addCodes, couponStock } from './coupon-plans';
import { issueCoupons } from './coupons';
import { resolveDue } from './deadlines';
import * as deliveries from './deliveries';
import type { Engine } from './engine';
import { erase } from './erasure';
import { heartbeat } from './alive';
import { figures } from './figures';
import { claimInstance, tokenSecret } from './instance';
import { append } from './log';
import { recordMetrics } from './metrics';
import { migrate } from './migrations';
import { park } from './parking';
import { passagesOf } from './passages';
import { standings } from './people';
import { profilesOf } from './profiles';
import { nextDeadline, progress } from './progress';
import { prune } from './prune';
import { report } from './report';
import { revive } from './revive';
import { buryNext, route } from './routing';
import * as rules from './rules';
import { finish, recover } from './settle';
import { endStranded } from './stranded';
import { giveBack, readyAt, takeReady, underWay } from './take';
import { enrollForTest } from './test-runs';
import { recordSteps } from './steps';
import { changeProfiles, userProfiles } from './user-profiles';
import { journeyMaps, putVersion } from './versions';
import { waitsSince } from './wait-views';
import { wayPoints } from './way-points';

/** What a store needs from outside: fresh ids, and one turn of the event loop for group commit. */
export interface StoreDeps {
  readonly newId: NewId;
  readonly nextTurn: () => Promise<void>;
}

/**
 * Opens the store on an engine: brings the schema up to date and hands out the port.
 * @throws SchemaTooNewError, and what the engine throws when it cannot be reached.
 */
export async function openStore(engine: Engine, { newId, nextTurn }: StoreDeps): Promise<JourneyStore> {
  try {
    await migrate(engine);
  } catch (error) {
    // Whoever tries again opens a new engine: this one must hold neither a connection nor the lock of the file.
    await engine.close().catch(() => {});
    throw error;
  }
  const queue = new AppendQueue((events) => append(engine, events), nextTurn);
  return {
    label: engine.label,
    append: (events) => (events.length === 0 ? Promise.resolve([]) : queue.add(events)),
    putRule: (rule, options) => rules.putRule(engine, rule, options),
    keepRules: (workflowId, nodeIds) => rules.keepRules(engine, workflowId, nodeIds),
    ruleLiveAt: (node) => rules.ruleLiveAt(engine, node),
    dropPausedEntries: (node, pausedSince, keepSince) =>
      rules.dropPausedEntries(engine, node, pausedSince, keepSince),
    route: (limit, decide, now) => route(engine, limit, decide, now, newId),
    buryNext: (reason, now) => buryNext(engine, reason, now),
    resolveDue: (now, limit) => resolveDue(engine, now, limit, newId),
    nextDeadline: () => nextDeadline(engine),
    readyAt: (nodes, now) => readyAt(engine, nodes, now),
    takeReady: (node, limit, bootId, now, maxPerMinute) =>
      takeReady(engine, node, { limit, bootId, now, maxPerMinute }),
    giveBack: (bootId, started, now) => giveBack(engine, bootId, started, now),
    underWay: (refs) => underWay(engine, refs),
    claim: (refs, executionId, bootId) => deliveries.claim(engine, refs, executionId, bootId),
    revive: (workflowId, enrollmentIds, executionId, bootId) =>
      revive(engine, workflowId, enrollmentIds, executionId, bootId),
    enrollForTest: (run, userIds, now) => enrollForTest(engine, run, userIds, now, newId),
    peopleOf: (executionId) => deliveries.peopleOf(engine, executionId),
    standings: (people) => standings(engine, people),
    finish: (executionId, outcome, now) => finish(engine, executionId, outcome, now),
    markNativeWait: (executionId) => deliveries.markNativeWait(engine, executionId),
    holdPeople: (refs, reason) => deliveries.holdPeople(engine, refs, reason),
    takeMoveBack: (ref) => deliveries.takeMoveBack(engine, ref),
    holdUnheard: (listening) => deliveries.holdUnheard(engine, listening),
    releaseHeld: (node, now) => deliveries.releaseHeld(engine, node, now),
    endStranded: (listening, now, limits) => endStranded(engine, listening, now, limits),
    countEnd: (workflowId, failed) => countEnd(engine, workflowId, failed),
    wayPoints: (asked) => wayPoints(engine, asked),
    callTasks: (node, limit) => callTasks(engine, node, limit),
    waitsSince: (waitKey) => waitsSince(engine, waitKey),
    park: (requests) => park(engine, requests, newId),
    issueCoupons: (requests) => issueCoupons(engine, requests, newId),
    addCodes: (planId, codes, now) => addCodes(engine, planId, codes, now),
    couponStock: (planId) => couponStock(engine, planId),
    reserveCall: (request) => reserveCall(engine, request),
    settleCall: (report) => settleCall(engine.db, report),
    reserveContact: (request) => reserveContact(engine, request),
    settleContact: (report) => settleContact(engine, report),
    contactOf: (query) => contactOf(engine, query),
    isSending: (provider) => isSending(engine, provider),
    setConsents: (records) => setConsents(engine, records),
    recordSteps: (steps) => engine.write((tx) => recordSteps(tx, steps)),
    recordMetrics: (requests) => recordMetrics(engine, requests),
    putVersion: (version) => putVersion(engine, version),
    journeyMaps: (workflowIds) => journeyMaps(engine, workflowIds),
    report: (query) => report(engine, query),
    changeProfiles: (requests) => changeProfiles(engine, requests),
    userProfiles: (userIds) => userProfiles(engine, userIds),
    passagesOf: (query) => passagesOf(engine, query),
    erase: (request) => erase(engine, request, newId),
    profilesOf: (userIds) => profilesOf(engine, userIds),
    talliesOf: (userIds, behaviours, now) => talliesOf(engine, userIds, behaviours, now),
    heartbeat: (bootId, serving, now) => heartbeat(engine, bootId, serving, now),
    recover: (bootId, limits, now) => recover(engine, bootId, limits, now),
    prune: (now, retention) => prune(engine, now, retention),
    tokenSecret: () => tokenSecret(engine, newId),
    claimInstance: (instanceId, takeOver) => claimInstance(engine, instanceId, takeOver),
    progress: () => progress(engine),
    figures: (now) => figures(engine, now),
    notify: () => engine.notify(),
    onNotify: (callback) => engine.onNotify(callback),
    close: () => engine.close(),
  };
}
