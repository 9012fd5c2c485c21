import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Passage, PassageQuery } from '../ports/store';
import { maskedCode } from './coupon-items';
import { iso } from './event-items';
import { namesOf, type Names } from './names';
import { nextOf } from './passage-words';
import { aboutPeople } from './subjects';

/** Which passages are asked for; whose, the item says. */
export type PassageWish = Omit<PassageQuery, 'userId'>;

/**
 * Says of each person which journeys they are in and what comes next, as `journeys`: for support desks. Coupon codes are
 * masked.
 */
export async function showJourneys(
  context: IExecuteFunctions,
  otherId: (item: number) => string | null,
  wishOf: (item: number) => PassageWish,
): Promise<INodeExecutionData[]> {
  return aboutPeople(context, otherId, async (store, subjects) => {
    const found: Passage[][] = [];
    for (const { userId, item } of subjects) found.push(await store.passagesOf({ ...wishOf(item), userId }));
    const maps = await store.journeyMaps(found.flat().map(({ workflowId }) => workflowId));
    return subjects.map(({ input, userId }, place) => {
      const passages = found[place] ?? [];
      const inJourney = passages.some(({ active }) => active);
      const shown = passages.map((passage) => {
        const { workflowId } = passage;
        const names = namesOf(context, workflowId, maps.get(workflowId));
        return passageData(passage, names, context.getTimezone());
      });
      return {
        outcome: inJourney ? 'in_journey' : 'in_no_journey',
        json: { ...input.json, journeys: { userId, inJourney, passages: shown } },
      };
    });
  });
}

function passageData(passage: Passage, names: Names, zone: string): IDataObject {
  const at = (instant: number | null): string | null => (instant === null ? null : iso(instant));
  const node = (nodeId: string): IDataObject => ({ nodeId, node: names.nodeOf(nodeId) });
  return {
    enrollmentId: passage.enrollmentId,
    workflowId: passage.workflowId,
    journey: names.workflow,
    instanceKey: passage.instanceKey,
    state: passage.active ? 'active' : 'ended',
    reason: passage.reason,
    error: passage.error,
    since: iso(passage.enteredAt),
    endedAt: at(passage.endedAt),
    goalAt: at(passage.goalAt),
    holdout: passage.holdout,
    ...nextOf(passage, names, zone),
    waiting: passage.waiting.map(({ nodeId, since, deadlineAt, events }) => ({
      ...node(nodeId),
      for: [...events],
      since: iso(since),
      until: at(deadlineAt),
    })),
    underway: passage.underway.map(({ nodeId, state, reason, since }) => ({
      ...node(nodeId),
      state,
      reason,
      since: iso(since),
    })),
    lastSteps: passage.steps.map((step) => ({
      ...node(step.nodeId),
      outcome: step.outcome,
      at: iso(step.at),
    })),
    coupons: passage.coupons.map(({ planId, code, issuedAt, expiresAt }) => ({
      plan: planId,
      code: maskedCode(code),
      issuedAt: iso(issuedAt),
      expiresAt: at(expiresAt),
    })),
  };
}
