import { NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';
import { deadlineOf, restartOf, type Anchor, type DeadlineRule, type Due } from '../domain/deadline';
import { timeScaleOf } from '../domain/time-scale';
import type { Restart } from '../domain/verdict';
import type { JourneyStore, WayPoints } from '../ports/store';
import { graphOf } from './continuation';
import { stepFault } from './earlier-steps';
import type { Traveller } from './people';
import type { Wish } from './waiting-node';

/** When somebody's time is up, and how events count it again. */
export type Timing = Due & { readonly restart: Restart | null };

/** Until when each person waits who arrives at `now`; null = for ever. One answer per wish, in order. */
export async function deadlines(
  context: IExecuteFunctions,
  store: JourneyStore,
  arrived: readonly { readonly traveller: Traveller; readonly wish: Wish }[],
  now: number,
): Promise<(Timing | null)[]> {
  const rules = arrived.map(({ wish }) => ruleOf(wish));
  const points = await pointsOf(context, store, arrived, rules);
  return arrived.map(({ traveller, wish }, item) => {
    const rule = rules[item];
    if (!rule) return null;
    const anchorAt = rule.kind === 'length' ? anchorOf(context, rule.from, points[item], now, item) : now;
    const scale = timeScale(context, traveller);
    const due = deadlineOf(rule, { now, anchorAt, scale });
    if (due) return { ...due, restart: restartOf(rule, wish.restartOn ?? [], scale) };
    throw refused(context, item, 'The window of this wait never opens', 'Choose other days in Only Within');
  });
}

function ruleOf({ deadline, limitMs }: Wish): DeadlineRule | null {
  if (deadline || limitMs === null) return deadline ?? null;
  return { kind: 'length', ms: limitMs, from: { kind: 'arrival' }, window: null, past: 'goNow' };
}

/** Reads the store only where a deadline is counted from anything but the arrival. */
async function pointsOf(
  context: IExecuteFunctions,
  store: JourneyStore,
  arrived: readonly { readonly traveller: Traveller }[],
  rules: readonly (DeadlineRule | null)[],
): Promise<(WayPoints | null)[]> {
  const reads = rules.some((rule) => rule?.kind === 'length' && rule.from.kind !== 'arrival');
  if (!reads) return rules.map(() => null);
  return store.wayPoints(
    arrived.map(({ traveller }, item) => {
      const rule = rules[item];
      const step = rule?.kind === 'length' && rule.from.kind === 'step' ? rule.from.name : null;
      return {
        enrollmentId: traveller.person.enrollmentId,
        stepNodeId: step === null ? null : stepId(context, step, item),
      };
    }),
  );
}

function stepId(context: IExecuteFunctions, name: string, item: number): string {
  const node = graphOf(context).nodes[name];
  if (node) return node.id;
  throw refused(
    context,
    item,
    stepFault(context, name) ?? `Step is "${name}", but this workflow has no node of that name`,
    'Type its name exactly as on the canvas',
  );
}

function anchorOf(
  context: IExecuteFunctions,
  anchor: Anchor,
  points: WayPoints | null | undefined,
  now: number,
  item: number,
): number {
  switch (anchor.kind) {
    case 'arrival':
      return now;
    case 'entry':
      return points?.enteredAt ?? now;
    case 'lastEvent':
      return points?.lastEventAt ?? points?.enteredAt ?? now;
    case 'step':
      if (typeof points?.stepAt === 'number') return points.stepAt;
      throw refused(
        context,
        item,
        `Step is "${anchor.name}", but this person never left it`,
        'Name a node of this package that everybody passes before this wait, or count from something else',
      );
  }
}

/** The trigger's Time Scale: it divides lengths of time when a deadline is computed, for demos; never dates. */
export function timeScale(context: IExecuteFunctions, traveller: Traveller): number {
  const trigger = Object.values(graphOf(context).nodes).find(
    (node) => node.id === traveller.lineage[0]?.nodeId,
  );
  return timeScaleOf(trigger);
}

function refused(
  context: IExecuteFunctions,
  itemIndex: number,
  message: string,
  description: string,
): NodeOperationError {
  return new NodeOperationError(context.getNode(), message, { itemIndex, description });
}
