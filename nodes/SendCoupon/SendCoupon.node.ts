import {
  NodeConnectionTypes,
  NodeOperationError,
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
} from 'n8n-workflow';
import { inputItems, issueCoupons, simulateCoupons, type CouponOffer, type CouponWish } from '../../journey';
import { properties } from './properties';

/** Gives each person one coupon code of a plan. */
export class SendCoupon implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Send Coupon',
    name: 'sendCoupon',
    icon: { light: 'file:../../icons/sendCoupon.svg', dark: 'file:../../icons/sendCoupon.dark.svg' },
    group: ['transform'],
    version: 1,
    subtitle: '={{ $parameter["plan"] }}',
    description: 'Issues one coupon code per person and plan, exactly once, with an offer for each channel',
    defaults: { name: 'Send Coupon' },
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    usableAsTool: true,
    properties,
  };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    const settings = this.getNodeParameter('settings', 0, {}) as { reallyInTestRuns?: boolean };
    const wish = (item: number): CouponWish => wishOf(this, item);
    if (this.getMode() === 'manual' && settings.reallyInTestRuns !== true) {
      return [simulateCoupons(inputItems(this.getExecuteData()), wish)];
    }
    return [await issueCoupons(this, wish)];
  }
}

function wishOf(context: IExecuteFunctions, item: number): CouponWish {
  const plan = (context.getNodeParameter('plan', item, '') as string).trim();
  if (plan === '') {
    throw new NodeOperationError(
      context.getNode(),
      'The plan is empty. Type a name, for example first-purchase-1',
      {
        itemIndex: item,
      },
    );
  }
  const settings = context.getNodeParameter('settings', item, {}) as { codeLength?: number };
  return {
    plan,
    offers: context.getNodeParameter('offers.values', item, []) as CouponOffer[],
    codePrefix: context.getNodeParameter('codePrefix', item, '') as string,
    codeLength: settings.codeLength ?? 10,
    validDays: context.getNodeParameter('validDays', item, 0) as number,
  };
}
