import type { IExecuteFunctions } from 'n8n-workflow';
import { refusal } from '../../journey';
import type { LookBack, Wish } from '../../journey';
import { branchesOf, restartsOf } from './awaited';
import { waitsForAll } from './canvas';
import { deadlineRule } from './deadline';
import { readLength } from './lengths';

interface Settings {
  readonly lookBack?: string;
  readonly lookBackAmount?: unknown;
  readonly lookBackUnit?: unknown;
}

/**
 * What the person of one item waits for.
 * @throws NodeOperationError naming the field that cannot work.
 */
export function wishOf(context: IExecuteFunctions, item: number): Wish {
  const forever = context.getNodeParameter('waitForever', item, false) === true;
  const settings = context.getNodeParameter('settings', item, {}) as Settings;
  const branches = branchesOf(context, item);
  if (forever && branches.length === 0) {
    throw refusal(
      context,
      item,
      'This would wait for ever for nothing. Add an event, or switch off Wait Without Limit',
    );
  }
  return {
    branches,
    allOf: waitsForAll(context),
    restartOn: restartsOf(context, item),
    lookBack: lookBackOf(context, item, settings),
    limitMs: null,
    ...(forever ? {} : { deadline: deadlineRule(context, item) }),
  };
}

function lookBackOf(context: IExecuteFunctions, item: number, settings: Settings): LookBack {
  const { lookBack = 'default', lookBackAmount: amount = 1, lookBackUnit: unit = 'days' } = settings;
  switch (lookBack) {
    case 'entry':
    case 'step':
    case 'ever':
      return { mode: lookBack };
    case 'duration':
      return { mode: 'duration', ms: readLength(context, item, 'Look Back Amount', { amount, unit }).ms };
    default:
      return { mode: 'default' };
  }
}
