import {
  NodeConnectionTypes,
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
} from 'n8n-workflow';
import { inputItems, issueCoupons, simulateCoupons, type CouponWish } from '../../journey';
import { properties } from './properties';
import { wishOf } from './wish';

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
