import {
  NodeConnectionTypes,
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
  type ITriggerFunctions,
  type ITriggerResponse,
  type IWebhookFunctions,
  type IWebhookResponseData,
} from 'n8n-workflow';
import {
  listenForContinuations,
  RATING_PATH,
  ratingNode,
  type RatingScale,
  serveRatingPage,
  simulateRatings,
  NOTHING_TO_REGISTER,
} from '../../journey';
import { CREDENTIAL, messageOf, previewOf, reallyAsks } from './message';
import { outputs, ratingOutputs } from './outputs';
import { properties } from './properties';
import { testScore, wishOf } from './wish';

/** Asks each person for a number, on a page of its own, and lets them leave by what they answered. */
// A tool has no outputs to branch by, and "not a tool" can only be said by leaving the property out.
// eslint-disable-next-line @n8n/community-nodes/node-usable-as-tool
export class RatingBranch implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Rating Branch',
    name: 'ratingBranch',
    icon: { light: 'file:../../icons/ratingBranch.svg', dark: 'file:../../icons/ratingBranch.dark.svg' },
    group: ['transform'],
    version: 1,
    subtitle:
      '={{ $parameter["scaleFrom"] + " to " + $parameter["scaleTo"] + ", at most " + $parameter["limitAmount"] + " " + $parameter["limitUnit"] }}',
    description:
      'Asks each person for a rating, waits for the answer on its own page or by message, and branches by the number',
    defaults: { name: 'Rating Branch' },
    inputs: [NodeConnectionTypes.Main],
    outputs,
    credentials: [{ name: CREDENTIAL, required: true, displayOptions: { show: { askedBy: ['message'] } } }],
    webhooks: [
      {
        name: 'default',
        httpMethod: '={{ "GET,HEAD,POST" }}',
        responseMode: 'onReceived',
        path: RATING_PATH,
        // Without the token of a person it leads nowhere.
        ndvHideUrl: true,
        ndvHideMethod: true,
      },
    ],
    properties,
  };

  webhookMethods = NOTHING_TO_REGISTER;

  async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
    return serveRatingPage(this);
  }

  async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
    return listenForContinuations(this);
  }

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    const node = {
      outputs: ratingOutputs(this),
      wish: (item: number) => wishOf(this, item),
      testScore: (scale: RatingScale) => testScore(this, scale),
    };
    if (this.getMode() === 'manual' && !reallyAsks(this)) return simulateRatings(this, node, previewOf(this));
    return ratingNode(this, async () => ({ ...node, asks: await messageOf(this) }));
  }
}
