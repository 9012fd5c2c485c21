import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { codeList } from '../domain/coupons/code-list';
import type { CouponStock, JourneyStore } from '../ports/store';
import { clock } from './clock';
import { withStore } from './errors';
import { couponCode } from './ids';
import { journeyProcess } from './process';

/** Codes to be made for a plan's pool. */
export interface NewCodes {
  readonly count: number;
  readonly prefix: string;
  readonly length: number;
}

const TRIES = 5;

/**
 * Puts codes that somebody brings into a plan's pool: from CSV or JSON text, or a list. Returns counts and faulty lines,
 * never a code. The same list may be imported again: what is known is counted and left alone.
 */
export async function importCodes(
  context: IExecuteFunctions,
  plan: string,
  source: unknown,
  column: string,
): Promise<IDataObject> {
  const { codes, duplicates, invalid, errors } = codeList(source, column);
  return inStore(context, async (store) => {
    const { added, known, elsewhere } = await store.addCodes(plan, codes, clock().now());
    const stock = await store.couponStock(plan);
    if (invalid > 0 || elsewhere > 0) {
      const message = `${invalid} lines hold no usable code, and ${elsewhere} codes belong to another plan`;
      context.addExecutionHints({ message, type: 'warning', location: 'outputPane' });
    }
    const faults = errors.map((error): IDataObject => ({ ...error }));
    return { plan, added, duplicates, known, elsewhere, invalid, errors: faults, ...stockData(stock) };
  });
}

/** Makes fresh codes for a plan's pool. Each call makes as many again; returns counts, never a code. */
export async function generateCodes(
  context: IExecuteFunctions,
  plan: string,
  { count, prefix, length }: NewCodes,
): Promise<IDataObject> {
  return inStore(context, async (store) => {
    let added = 0;
    for (let attempt = 1; added < count && attempt <= TRIES; attempt += 1) {
      const codes = Array.from({ length: count - added }, () => couponCode(prefix, length));
      added += (await store.addCodes(plan, codes, clock().now())).added;
    }
    return { plan, added, ...stockData(await store.couponStock(plan)) };
  });
}

/** What a plan has left. */
export async function couponStock(context: IExecuteFunctions, plan: string): Promise<IDataObject> {
  return inStore(context, async (store) => ({
    plan,
    ...stockData(await store.couponStock(plan)),
  }));
}

function inStore<T>(context: IExecuteFunctions, work: (store: JourneyStore) => Promise<T>): Promise<T> {
  const { runtime, executions } = journeyProcess();
  const execution = executions.get(context.getExecutionId());
  return withStore(context.getNode(), execution, async () => work(await runtime.store()));
}

function stockData({ free, issued, faceValue, budget }: CouponStock): IDataObject {
  const left = (max: number | null | undefined, used: number): number | null =>
    max === null || max === undefined ? null : Math.max(0, max - used);
  return {
    free,
    issued,
    faceValue,
    issuesLeft: left(budget?.maxIssues, issued),
    faceValueLeft: left(budget?.maxFaceValue, faceValue),
  };
}
