import type { Finding, FindingKind } from '../ports/doctor';

const DECIDE = 'doctor --resolve <id> again, move --to <node>, or end';
const END = 'doctor --resolve <id> end';
const BUG = 'This should not happen: please report it.';

const BY_KIND: Readonly<Record<FindingKind, string>> = {
  storage_damaged:
    'Stop n8n and restore the store from a backup; a copy of the damaged one may still be read with sqlite3 .recover.',
  clock_off:
    'Set both machines by the same time server: deadlines follow the clock of n8n, leases that of the store.',
  wait_orphaned: `${BUG} Nobody waits there any more: ${END}`,
  wait_without_data: `${BUG} They cannot go on from there: ${END}`,
  rows_left: `Harmless. To remove them: ${END}`,
  delivery_orphaned: `${BUG} Nobody is there any more: ${END}`,
  delivery_without_data: `What they need to go on is gone, for example by a restored backup: ${END}`,
  person_stuck: `Nothing will ever move them: ${END}`,
  coupon_code_free: `${BUG} A code that somebody has may be given to somebody else: take it out of the pool.`,
  coupon_count: `${BUG} The budget of the plan counts something else than the coupons there are.`,
  coupon_pool_empty: `People of these plans get no coupon: add codes with Import Codes or Generate Codes. If the campaign is over: ${END}`,
  held: `Mend the journey and publish it: they go on by themselves. Or decide: ${DECIDE}`,
  dead: `Look why the process ended each time, then decide: ${DECIDE}`,
  failed: `Their executions failed: see n8n. Retry there takes them back; or decide: ${DECIDE}`,
  call_unknown:
    'Look in the service whether it did what it was asked, then: doctor --resolve <id> done, or failed',
  event_dead: `It is in the log, but moved nobody. Please report why; once you know: ${END}`,
  alias_refused: `An id cannot be merged into two users, so the first keeps it. To hear no more of it: ${END}`,
  nobody_works: 'Start n8n with at least one published journey. If it runs: does it use this store?',
  router_behind:
    'The oldest event is still not routed: see the log of n8n for errors, and the load of its machine.',
  deadlines_behind: 'Deadlines are overdue: see the log of n8n for errors, and the load of its machine.',
  dispatch_behind:
    'People wait for an execution: see n8n for executions that hang, or raise JOURNEYS_MAX_EXECUTIONS.',
  throttled: 'The journey starts no more than that; Max People per Minute of its trigger says how many.',
};

const WHY_HELD: Readonly<Record<string, string>> = {
  paused: `The journey is not published; they go on when it is. If it was deleted: doctor --end-journey <workflow>. Or decide: ${DECIDE}`,
  node_missing: `The published journey has no such node, or no such way out of it, any more. Put it back and publish; else their journey ends after 7 days. Or decide: ${DECIDE}; for all of them: doctor --resolve-held <workflow>/<node> and one of these`,
  move_failed: `The workflow has no such node as they were moved to, or it is switched off. They are where they were: ${DECIDE}`,
  failing: `Too many executions of the journey failed in a row: mend it and publish it again. Or decide: ${DECIDE}`,
};

const LOOP = `They ran in circles: mend the journey and publish it, then decide: ${DECIDE}`;

/** What to do about a finding, as one sentence or two. */
export function remedyOf({ kind, reason }: Finding): string {
  if (kind === 'failed' && reason?.startsWith('loop:') === true) return LOOP;
  return (kind === 'held' ? WHY_HELD[reason ?? ''] : undefined) ?? BY_KIND[kind];
}
