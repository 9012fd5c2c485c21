/** Pools of codes, budgets and outcomes as outputs, in n8n's own engine. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { IDataObject } from 'n8n-workflow';
import { node, workflow } from '../support/workflow';
import { Canvas, items } from './harness';
import { arrived, ended, errors, happens, publish, stage, users } from './stage';
import { root } from './types';

stage();

let plans = 0;
const newPlan = () => `pool-${++plans}`;

/** Runs one operation in a plain workflow, as in production or as in the editor. */
async function operate(
  parameters: IDataObject,
  inputs: readonly IDataObject[] = [{}],
  mode: 'manual' | 'production' = 'production',
): Promise<IDataObject[]> {
  const canvas = await Canvas.of(workflow(`plain-${++plans}`, [node('C', 'sendCoupon', parameters)], []));
  const run = await canvas[mode]('C', inputs);
  const { error } = run.data.resultData;
  if (error) throw new Error(error.message);
  return items(run, 'C');
}

const outcomes = () => arrived('C').map(({ coupon }) => (coupon as IDataObject)['outcome']);
const hints = () =>
  ended().flatMap(({ run }) => run.data.resultData.runData['C']?.flatMap((task) => task.hints ?? []) ?? []);

// Any journey opens the store and gives the tests a place to end in.
beforeEach(() => publish([], []));

describe('codes', () => {
  test.each(['production', 'manual'] as const)('are imported, counted and never shown (%s)', async (mode) => {
    const plan = newPlan();
    const importCodes = { operation: 'importCodes', plan };
    const csv = `code;value\n${plan}-A;5\n${plan}-B;5\n${plan}-A;5\n;5`;
    const [first] = await operate(importCodes, [{ data: csv }], mode);
    expect(first).toMatchObject({ plan, added: 2, duplicates: 1, known: 0, invalid: 1, free: 2, issued: 0 });
    expect(first?.['errors']).toEqual([{ line: 5, reason: 'holds no code' }]);
    const [again] = await operate({ ...importCodes, importFrom: 'items' }, [
      { code: `${plan}-B` },
      { code: `${plan}-C` },
    ]);
    expect(again).toMatchObject({ added: 1, known: 1, free: 3 });
    expect(JSON.stringify([first, again])).not.toContain(`${plan}-A`);
  });

  test('are generated as many times as there are items', async () => {
    const plan = newPlan();
    const made = await operate({ operation: 'generateCodes', plan, count: 3 }, [{}, {}]);
    expect(made).toMatchObject([
      { added: 3, free: 3 },
      { added: 3, free: 6 },
    ]);
    expect(await operate({ operation: 'stock', plan })).toEqual([
      { plan, free: 6, issued: 0, faceValue: 0, issuesLeft: null, faceValueLeft: null },
    ]);
  });

  test('of a number that is none are refused, naming the field', async () => {
    const wrong = operate({ operation: 'generateCodes', plan: newPlan(), count: 0 });
    await expect(wrong).rejects.toThrow('How Many is 0. Use a whole number from 1 to 100000');
  });
});

test('each operation has a schema of what it puts out', async () => {
  const plan = newPlan();
  for (const operation of ['importCodes', 'generateCodes', 'stock']) {
    const file = path.join(root, 'dist/nodes/SendCoupon/__schema__/v1.0.0', `${operation}.json`);
    const { properties } = JSON.parse(readFileSync(file, 'utf8')) as { properties: object };
    const [item] = await operate({ operation, plan, codes: plan, count: 1 });
    expect([operation, Object.keys(item ?? {})]).toEqual([operation, Object.keys(properties)]);
  }
});

describe('a pool', () => {
  test('gives each person one of its codes; whoever comes later is seen, and goes on', async () => {
    const plan = newPlan();
    await operate({ operation: 'importCodes', plan, codes: `${plan}-A` });
    const start = await publish([node('C', 'sendCoupon', { plan, codeSource: 'pool' })], [['T', 'C']]);
    await happens(start, ['ann', 'bob']);
    expect(outcomes().sort()).toEqual(['issued', 'out_of_stock']);
    const codes = arrived('C').map(({ coupon }) => (coupon as IDataObject)['code']);
    expect(codes).toEqual(expect.arrayContaining([`${plan}-A`, null]));
    expect(hints()).toMatchObject([{ message: expect.stringContaining('1 of these people got no coupon') }]);
  });

  test('that is empty is an output of its own, apart from what the budget refuses', async () => {
    const pool = { plan: newPlan(), codeSource: 'pool', outcomesAs: 'outputs' };
    const start = await publish([node('C', 'sendCoupon', pool)], [['T', 'C']]);
    await happens(start, ['ann']);
    expect([users('C', 2), users('C', 3)]).toEqual([[], ['ann']]);
  });

  test('with outcomes as outputs, each goes out of their own', async () => {
    const plan = newPlan();
    const settings = { maxIssues: 1, maxFaceValue: 10_000 };
    const coupon = node('C', 'sendCoupon', { plan, outcomesAs: 'outputs', settings });
    const again = node('D', 'sendCoupon', { plan, outcomesAs: 'outputs' });
    const start = await publish(
      [coupon, again],
      [
        ['T', 'C'],
        ['C', 'D'],
      ],
    );
    await happens(start, ['ann']);
    await happens(start, ['bob']);
    expect([users('C', 0), users('C', 1), users('C', 2)]).toEqual([['ann'], [], ['bob']]);
    expect([users('D', 0), users('D', 1)]).toEqual([[], ['ann']]);
    expect(errors()).toEqual([]);
  });

  test('says how much of the budget is left', async () => {
    const plan = newPlan();
    const settings = { maxIssues: 3, maxFaceValue: 1500 };
    const start = await publish([node('C', 'sendCoupon', { plan, settings })], [['T', 'C']]);
    await happens(start, ['ann', 'bob']);
    expect(await operate({ operation: 'stock', plan })).toEqual([
      { plan, free: 0, issued: 2, faceValue: 1000, issuesLeft: 1, faceValueLeft: 500 },
    ]);
  });
});

test('a code may stay valid to the end of its last day, and says where it can be used', async () => {
  const settings = { endOfDay: true, timezone: 'Asia/Shanghai' };
  const coupon = node('C', 'sendCoupon', { plan: newPlan(), validDays: 1, settings });
  await happens(await publish([coupon], [['T', 'C']]), ['ann']);
  expect(arrived('C')).toMatchObject([
    { coupon: { scope: 'app only', expiresAt: expect.stringMatching(/T15:59:59.999Z$/) } },
  ]);
});
