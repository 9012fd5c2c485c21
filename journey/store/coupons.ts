import type { Selectable } from 'kysely';
import type { Coupon, CouponOffer, CouponOutcome, CouponRequest } from '../ports/store';
import { lockRequests } from './aliases';
import { countIssue, lockPlans, noteEmptyPool, registerCode, refusalOf, takeFreeCode } from './coupon-plans';
import type { Engine, Tx } from './engine';
import { currentPeople, standing } from './people';
import type { Schema } from './schema';

const CODE_TRIES = 5;

/**
 * Issues coupons, each in one transaction with its effect, its code and its plan's budget: one per plan, user and
 * instance, whatever is replayed, and never more than the plan may give away. The same effect key always gets the coupon
 * it got the first time.
 */
export async function issueCoupons(
  engine: Engine,
  sent: readonly CouponRequest[],
  newId: () => string,
): Promise<CouponOutcome[]> {
  return engine.write(async (tx) => {
    const requests = await lockRequests(engine, tx, sent);
    const people = await currentPeople(
      tx,
      requests.map((request) => request.person),
    );
    const current = requests.filter((request) => standing(people, request.person) === 'current');
    await lockPlans(
      tx,
      current.map((request) => request.planId),
      requests[0]?.issuedAt ?? 0,
    );
    const outcomes: CouponOutcome[] = [];
    for (const request of requests) {
      const fate = standing(people, request.person);
      if (fate !== 'current') outcomes.push({ kind: fate });
      else if (people.get(request.person.deliveryId)?.holdout) outcomes.push({ kind: 'would_have' });
      else
        outcomes.push(
          await issue(tx, request, people.get(request.person.deliveryId)?.instanceKey ?? '', newId),
        );
    }
    return outcomes;
  });
}

async function issue(
  tx: Tx,
  request: CouponRequest,
  instanceKey: string,
  newId: () => string,
): Promise<CouponOutcome> {
  const issues = tx.selectFrom('journey_coupon_issue').selectAll();
  // By key first: the step may have been given another plan, or the user another id, since its first attempt.
  const replayed = await issues.where('effect_key', '=', request.effectKey).executeTakeFirst();
  if (replayed) return { kind: 'issued', coupon: toCoupon(replayed) };
  const earlier = await issues
    .where('user_id', '=', request.person.userId)
    .where('plan_id', '=', request.planId)
    .where('instance_key', '=', instanceKey)
    .executeTakeFirst();
  if (earlier) return { kind: 'already_issued', coupon: toCoupon(earlier) };
  const refused = await refusalOf(tx, request.planId, request.offers, request.budget);
  if (refused) return { kind: refused };
  const code = await codeFor(tx, request);
  if (code === null) {
    await noteEmptyPool(tx, request.planId, request.issuedAt);
    return { kind: 'out_of_stock' };
  }
  const row = await insertIssue(tx, request, instanceKey, code, newId());
  await countIssue(tx, request.planId, request.offers);
  return { kind: 'issued', coupon: toCoupon(row) };
}

async function codeFor(tx: Tx, request: CouponRequest): Promise<string | null> {
  if (request.newCode === null) return takeFreeCode(tx, request.planId);
  for (let attempt = 1; attempt <= CODE_TRIES; attempt += 1) {
    const code = request.newCode();
    if (await registerCode(tx, request.planId, code, request.issuedAt)) return code;
  }
  throw new Error(
    `No free coupon code was found for plan ${request.planId} in ${CODE_TRIES} tries. Make the codes longer`,
  );
}

async function insertIssue(
  tx: Tx,
  request: CouponRequest,
  instanceKey: string,
  code: string,
  id: string,
): Promise<Selectable<Schema['journey_coupon_issue']>> {
  await tx
    .insertInto('journey_effect')
    .values({
      key: request.effectKey,
      enrollment_id: request.person.enrollmentId,
      delivery_id: request.person.deliveryId,
      node_id: request.nodeId,
      kind: 'coupon',
      state: 'done',
      attempt: request.person.attempt,
      lease_until: null,
      result: id,
      created_at: request.issuedAt,
    })
    .execute();
  return tx
    .insertInto('journey_coupon_issue')
    .values({
      id,
      plan_id: request.planId,
      user_id: request.person.userId,
      instance_key: instanceKey,
      enrollment_id: request.person.enrollmentId,
      effect_key: request.effectKey,
      code,
      offers: JSON.stringify(request.offers),
      issued_at: request.issuedAt,
      expires_at: request.expiresAt,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

function toCoupon(row: Selectable<Schema['journey_coupon_issue']>): Coupon {
  return {
    effectKey: row.effect_key,
    planId: row.plan_id,
    code: row.code,
    offers: JSON.parse(row.offers) as CouponOffer[],
    issuedAt: row.issued_at,
    expiresAt: row.expires_at,
  };
}
