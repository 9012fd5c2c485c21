import type { Diagnosis, EndedPeople, Finding, FindingKind, Resolved, Verdict } from '../ports/doctor';
import { remedyOf } from './remedies';

const TITLES: Readonly<Record<FindingKind, string>> = {
  storage_damaged: 'damaged storage',
  clock_off: 'clocks apart',
  wait_orphaned: 'waits of nobody',
  wait_without_data: 'waits without data',
  rows_left: 'rows left behind',
  delivery_orphaned: 'deliveries of nobody',
  delivery_without_data: 'deliveries without data',
  person_stuck: 'people stuck',
  coupon_code_free: 'coupons with a free code',
  coupon_count: 'plans that count wrong',
  coupon_pool_empty: 'coupon pools empty',
  held: 'held',
  dead: 'dead',
  failed: 'failed',
  call_unknown: 'calls of unknown end',
  event_dead: 'events put aside',
  alias_refused: 'merges refused',
  nobody_works: 'no n8n at work',
  router_behind: 'events not routed',
  deadlines_behind: 'deadlines overdue',
  dispatch_behind: 'people not started',
  throttled: 'people wait their turn',
};

const INDENT = '    ';
/** More than this nobody reads; the rest is in the JSON. */
const MAX_FINDINGS = 20;

/** A diagnosis for people: what there is, what needs attention with what to do, and what is good to know. */
export function reportOf(diagnosis: Diagnosis): string {
  const urgent = diagnosis.findings.filter((one) => one.needsAttention);
  const rest = diagnosis.findings.filter((one) => !one.needsAttention);
  return [
    ...figureLines(diagnosis),
    ...section(`Needs attention: ${urgent.length}`, urgent, diagnosis.checkedAt),
    ...section('Good to know', rest, diagnosis.checkedAt),
    ...(urgent.length === 0 ? ['', 'Healthy: nothing needs attention.'] : []),
    '',
  ].join('\n');
}

function figureLines(diagnosis: Diagnosis): string[] {
  const { figures, checkedAt, lastSeenMs } = diagnosis;
  const behind = (count: number, oldestAt: number | null): string =>
    count === 0 || oldestAt === null ? '0' : `${count}, oldest ${ago(checkedAt, oldestAt)}`;
  const ready = figures.ready.reduce((sum, one) => sum + one.count, 0);
  const oldestReady = ready === 0 ? null : Math.min(...figures.ready.map((one) => one.oldestAt));
  const states = Object.entries(figures.deliveries).filter(([state]) => state !== 'ready');
  return table([
    ['store', `${diagnosis.store}, schema version ${diagnosis.schemaVersion}`],
    ['n8n', `instance ${diagnosis.instanceId ?? '(none yet)'}, ${seen(lastSeenMs)}`],
    ['waiting', `${diagnosis.waiting} people`],
    ['events not routed', behind(figures.unrouted, figures.oldestUnroutedAt)],
    ['deadlines due', behind(figures.waitsDue, figures.oldestDueAt)],
    ['ready to go on', behind(ready, oldestReady)],
    ['other deliveries', states.map(([state, count]) => `${count} ${state}`).join(', ') || 'none'],
  ]);
}

function seen(lastSeenMs: number | null): string {
  return lastSeenMs === null ? 'never seen at work' : `last at work ${length(lastSeenMs)} ago`;
}

function section(title: string, findings: readonly Finding[], now: number): string[] {
  if (findings.length === 0) return [];
  const more = findings.length - MAX_FINDINGS;
  return [
    '',
    title,
    ...findings.slice(0, MAX_FINDINGS).flatMap((one) => findingLines(one, now)),
    ...(more > 0 ? [`  and ${more} more: see --json`] : []),
  ];
}

function findingLines(one: Finding, now: number): string[] {
  const facts = [
    one.workflowId === null ? null : `workflow ${one.workflowId}`,
    one.nodeId === null ? null : `node ${one.nodeId}`,
    one.oldestAt === null ? null : `oldest ${ago(now, one.oldestAt)}`,
    one.reason,
  ].filter((fact) => fact !== null);
  const more = one.count - one.examples.length;
  const ids = one.examples.join('  ');
  return [
    `  ${one.count} ${TITLES[one.kind]}${facts.length > 0 ? `: ${facts.join(', ')}` : ''}`,
    ...(ids === '' ? [] : [`${INDENT}${ids}${more > 0 ? `  and ${more} more` : ''}`]),
    `${INDENT}-> ${remedyOf(one)}`,
  ];
}

/** What became of a verdict, as a sentence. */
export function resolvedText(id: string, verdict: Verdict, resolved: Resolved): string {
  switch (resolved.kind) {
    case 'resolved':
      return `${id}: ${verdict} (${resolved.what})${verdict === 'again' || verdict === 'move' ? ', starts with the next round of n8n; held again while its journey is not published' : ''}`;
    case 'not_found':
      return `${id}: nothing has this id. Take one that the doctor names`;
    case 'not_open':
      return `${id}: needs no decision, it is ${resolved.state}`;
    case 'wrong_verdict':
      return `${id}: "${verdict}" is no verdict for this. Say ${resolved.verdicts.join(' or ')}`;
    case 'cannot_go_on':
      return `${id}: what is needed to go on was forgotten. Say end`;
    case 'no_trigger':
      return `${id}: its journey has no User Event Trigger that was ever published with it. Publish it with one, then decide`;
    case 'unknown_node':
      return `${id}: its journey, as it was published last, has no node "${resolved.node}". It has: ${resolved.nodes.join(', ')}`;
  }
}

/** What became of the people of a journey, as a sentence. */
export function endedText(workflowId: string, ended: EndedPeople): string {
  switch (ended.kind) {
    case 'ended':
      return `${workflowId}: ${ended.people} people have left, nobody enters any more`;
    case 'published':
      return `${workflowId}: is published. Unpublish or delete the workflow first, then wait a minute`;
    case 'not_found':
      return `${workflowId}: no journey has this workflow ID. Take one that the doctor names`;
  }
}

function table(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`);
}

function ago(now: number, at: number): string {
  return at > now ? `in ${length(at - now)}` : `${length(now - at)} ago`;
}

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
] as const;

/** A length of time in its largest unit that is not below one. */
function length(ms: number): string {
  const [name, unit] = UNITS.find(([, size]) => ms >= size) ?? ['s', 1000];
  return `${Math.round(ms / unit)} ${name}`;
}
