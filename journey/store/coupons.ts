import { sql, type Selectable } from 'kysely';
import type { Coupon, CouponOffer, CouponOutcome, CouponRequest } from '../ports/store';
import { lockPeople } from './aliases';
import type { Engine, Tx } from './engine';
import { currentPeople, standing } from './people';
import type { Schema } from './schema';

const CODE_TRIES = 5;

/**
 * Issues coupons, each in one transaction with its effect: one per plan, user and instance, whatever is replayed. The
 * same effect key always gets the coupon it got the first time.
 */
export async function issueCoupons(
  engine: Engine,
  sent: readonly CouponRequest[],
  newId: () => string,
): Promise<CouponOutcome[]> {
  return engine.write(async (tx) => {
    const canonical = await lockPeople(
      engine,
      tx,
      sent.map((request) => request.person.userId),
    );
    const requests = sent.map(({ person, ...request }) => ({
      ...request,
      person: { ...person, userId: canonical(person.userId) },
    }));
    const people = await currentPeople(
      tx,
      requests.map((request) => request.person),
    );
    const outcomes: CouponOutcome[] = [];
    for (const request of requests) {
      const fate = standing(people, request.person);
      if (fate !== 'current') outcomes.push({ kind: fate });
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
  const row = await insertIssue(tx, request, instanceKey, newId());
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
      result: row.id,
      created_at: request.issuedAt,
    })
    .execute();
  await tx
    .insertInto('journey_coupon_plan')
    .values({ id: request.planId, created_at: request.issuedAt, issued: 1 })
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet({ issued: sql<number>`journey_coupon_plan.issued + 1` }),
    )
    .execute();
  return { kind: 'issued', coupon: toCoupon(row) };
}

async function insertIssue(
  tx: Tx,
  request: CouponRequest,
  instanceKey: string,
  id: string,
): Promise<Selectable<Schema['journey_coupon_issue']>> {
  for (let attempt = 1; attempt <= CODE_TRIES; attempt += 1) {
    const row = await tx
      .insertInto('journey_coupon_issue')
      .values({
        id,
        plan_id: request.planId,
        user_id: request.person.userId,
        instance_key: instanceKey,
        enrollment_id: request.person.enrollmentId,
        effect_key: request.effectKey,
        code: request.newCode(),
        offers: JSON.stringify(request.offers),
        issued_at: request.issuedAt,
        expires_at: request.expiresAt,
      })
      .onConflict((conflict) => conflict.column('code').doNothing())
      .returningAll()
      .executeTakeFirst();
    if (row) return row;
  }
  throw new Error(
    `No free coupon code was found for plan ${request.planId} in ${CODE_TRIES} tries. Make the codes longer`,
  );
}

function toCoupon(row: Selectable<Schema['journey_coupon_issue']>): Coupon {
  return {
    planId: row.plan_id,
    code: row.code,
    offers: JSON.parse(row.offers) as CouponOffer[],
    issuedAt: row.issued_at,
    expiresAt: row.expires_at,
  };
}
