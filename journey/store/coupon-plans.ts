import { sql } from 'kysely';
import type { CodesReport, CouponBudget, CouponOffer, CouponStock } from '../ports/store';
import type { Engine, Tx } from './engine';
import { chunks, selectIn } from './rows';

/** Says in the very words of the index that only free codes are asked for, so that both planners use it. */
const FREE = sql<boolean>`state = 'free'`;

const IN_ALL = {
  issued: 0,
  face_value: 0,
  max_issues: null,
  max_face_value: null,
  currency: null,
  empty_at: null,
  asked: 0,
};

/** What a plan counts for a coupon against its budget: the highest of its offers. */
export function faceValue(offers: readonly CouponOffer[]): number {
  return Math.max(0, ...offers.map((offer) => offer.value));
}

/**
 * Takes the locks of plans until the transaction ends, always in one order: whoever asks for the same plan waits, and
 * then sees what was given away. Call it after the users' locks and before reading the plans.
 */
export async function lockPlans(tx: Tx, planIds: readonly string[], now: number): Promise<void> {
  for (const id of [...new Set(planIds)].sort()) {
    if (await lockPlan(tx, id)) continue;
    await createPlan(tx, id, now);
    await lockPlan(tx, id);
  }
}

async function lockPlan(tx: Tx, id: string): Promise<boolean> {
  const { rows } =
    await sql`update journey_coupon_plan set issued = issued where id = ${id} returning id`.execute(tx);
  return rows.length > 0;
}

async function createPlan(tx: Tx, id: string, now: number): Promise<void> {
  await tx
    .insertInto('journey_coupon_plan')
    .values({ id, created_at: now, ...IN_ALL })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
}

/**
 * Why a plan may not give away one more coupon, null when it may; remembers the budget for its stock. A plan stays with the
 * currency of its first coupon, since its face value is one number. Call it under the plan's lock.
 */
export async function refusalOf(
  tx: Tx,
  planId: string,
  offers: readonly CouponOffer[],
  budget: CouponBudget,
): Promise<'over_budget' | 'other_currency' | null> {
  const plan = await tx
    .selectFrom('journey_coupon_plan')
    .selectAll()
    .where('id', '=', planId)
    .executeTakeFirstOrThrow();
  const told = { max_issues: budget.maxIssues, max_face_value: budget.maxFaceValue, asked: 1 };
  if (!plan.asked || plan.max_issues !== told.max_issues || plan.max_face_value !== told.max_face_value)
    await tx.updateTable('journey_coupon_plan').set(told).where('id', '=', planId).execute();
  if (plan.currency !== null && offers.some(({ currency }) => currency !== plan.currency))
    return 'other_currency';
  if (budget.maxIssues !== null && plan.issued + 1 > budget.maxIssues) return 'over_budget';
  const value = plan.face_value + faceValue(offers);
  return budget.maxFaceValue !== null && value > budget.maxFaceValue ? 'over_budget' : null;
}

/** Counts a coupon that was issued. */
export async function countIssue(tx: Tx, planId: string, offers: readonly CouponOffer[]): Promise<void> {
  await tx
    .updateTable('journey_coupon_plan')
    .set((eb) => ({
      issued: eb('issued', '+', 1),
      face_value: eb('face_value', '+', faceValue(offers)),
      currency: offers[0]?.currency ?? null,
    }))
    .where('id', '=', planId)
    .execute();
}

/** Takes the free code that has been in the pool longest; null when there is none. Call it under the plan's lock. */
export async function takeFreeCode(tx: Tx, planId: string): Promise<string | null> {
  const oldest = tx
    .selectFrom('journey_coupon_code')
    .select('code')
    .where('plan_id', '=', planId)
    .where(FREE)
    .orderBy('added_at')
    .limit(1);
  const taken = await tx
    .updateTable('journey_coupon_code')
    .set({ state: 'issued' })
    .where('code', '=', oldest)
    .returning('code')
    .executeTakeFirst();
  return taken?.code ?? null;
}

/** Remembers that somebody found the pool empty, and since when that is so. Call it under the plan's lock. */
export async function noteEmptyPool(tx: Tx, planId: string, now: number): Promise<void> {
  await tx
    .updateTable('journey_coupon_plan')
    .set({ empty_at: now })
    .where('id', '=', planId)
    .where('empty_at', 'is', null)
    .execute();
}

/** Forgets that a pool is empty: it has codes again, or nobody minds. False when it is known of none. */
export async function forgetEmptyPool(db: Engine['db'], planId: string): Promise<boolean> {
  const changed = await db
    .updateTable('journey_coupon_plan')
    .set({ empty_at: null })
    .where('id', '=', planId)
    .where('empty_at', 'is not', null)
    .returning('id')
    .executeTakeFirst();
  return changed !== undefined;
}

/** Makes a code known as issued; false when it is known already, whoever has it. */
export async function registerCode(tx: Tx, planId: string, code: string, now: number): Promise<boolean> {
  const row = await tx
    .insertInto('journey_coupon_code')
    .values({ code, plan_id: planId, state: 'issued', added_at: now })
    .onConflict((conflict) => conflict.column('code').doNothing())
    .returning('code')
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * Puts codes into a plan's pool, all or none of them. A code is added once, however often and by however many it is
 * imported; one that is known stays what and where it is.
 */
export async function addCodes(
  engine: Engine,
  planId: string,
  codes: readonly string[],
  now: number,
): Promise<CodesReport> {
  // In one order, so that two imports of the same file wait for each other instead of locking each other out.
  const wanted = [...new Set(codes)].sort();
  return engine.write(async (tx) => {
    await createPlan(tx, planId, now);
    const added = new Set<string>();
    for (const slice of chunks(wanted)) {
      const rows = await tx
        .insertInto('journey_coupon_code')
        .values(slice.map((code) => ({ code, plan_id: planId, state: 'free' as const, added_at: now })))
        .onConflict((conflict) => conflict.column('code').doNothing())
        .returning('code')
        .execute();
      for (const row of rows) added.add(row.code);
    }
    // After the codes: whoever finds none of them holds the plan, and is done with it by now.
    if (added.size > 0) await forgetEmptyPool(tx, planId);
    const refused = await selectIn(
      wanted.filter((code) => !added.has(code)),
      (slice) => tx.selectFrom('journey_coupon_code').select('plan_id').where('code', 'in', slice).execute(),
    );
    const known = refused.filter((row) => row.plan_id === planId).length;
    return { added: added.size, known, elsewhere: refused.length - known };
  });
}

/** What a plan has and has given away; nothing at all for a plan that nobody has heard of. */
export async function couponStock(engine: Engine, planId: string): Promise<CouponStock> {
  const plan = await engine.db
    .selectFrom('journey_coupon_plan')
    .selectAll()
    .where('id', '=', planId)
    .executeTakeFirst();
  const free = await engine.db
    .selectFrom('journey_coupon_code')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('plan_id', '=', planId)
    .where(FREE)
    .executeTakeFirst();
  const budget = plan?.asked ? { maxIssues: plan.max_issues, maxFaceValue: plan.max_face_value } : null;
  return {
    free: free?.count ?? 0,
    issued: plan?.issued ?? 0,
    faceValue: plan?.face_value ?? 0,
    budget,
  };
}
