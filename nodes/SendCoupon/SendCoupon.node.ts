import {
  NodeConnectionTypes,
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
} from 'n8n-workflow';
import { inputItems, issueCoupons, simulateCoupons, type CouponWish } from '../../journey';
import { wishOf } from './issue';
import { outputs, placed } from './outputs';
import { runGenerate, runImport, runStock } from './pool';
import { properties } from './properties';
import { serviceOf } from './service';

/** Gives each person one coupon code of a plan, and keeps the plan's codes. */
export class SendCoupon implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Send Coupon',
    name: 'sendCoupon',
    icon: { light: 'file:../../icons/sendCoupon.svg', dark: 'file:../../icons/sendCoupon.dark.svg' },
    group: ['transform'],
    version: 1,
    subtitle:
      '={{ { issue: "", importCodes: "import: ", generateCodes: "generate: ", stock: "stock: " }[$parameter["operation"]] + $parameter["plan"] }}',
    description: 'Issues one coupon code per person and plan, exactly once, with an offer for each channel',
    defaults: { name: 'Send Coupon' },
    inputs: [NodeConnectionTypes.Main],
    outputs,
    usableAsTool: true,
    credentials: [
      {
        name: 'couponServiceApi',
        required: true,
        displayOptions: { show: { operation: ['issue'], handOver: [true] } },
      },
    ],
    properties,
  };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    const operation = this.getNodeParameter('operation', 0, 'issue');
    if (operation === 'importCodes') return [await runImport(this)];
    if (operation === 'generateCodes') return [await runGenerate(this)];
    if (operation === 'stock') return [await runStock(this)];
    const settings = this.getNodeParameter('settings', 0, {}) as { reallyInTestRuns?: boolean };
    const simulated = this.getMode() === 'manual' && settings.reallyInTestRuns !== true;
    const service = await serviceOf(this);
    const wish = (item: number): CouponWish => wishOf(this, item, service(item));
    const items = simulated
      ? simulateCoupons(inputItems(this.getExecuteData()), wish)
      : await issueCoupons(this, wish);
    return placed(items, this.getNode().parameters);
  }
}
