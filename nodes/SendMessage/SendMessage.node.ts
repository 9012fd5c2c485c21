import {
  NodeConnectionTypes,
  type IDataObject,
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
  messageProvider,
  messageService,
  OWN_PATH,
  receiveReports,
  sendMessages,
  simulateMessages,
  type MessageNode,
  type MessageService,
  timeoutMsOf,
  NOTHING_TO_REGISTER,
} from '../../journey';
import { branchOf, messageOutputs, outputs, type RawParameters } from './outputs';
import { properties } from './properties';
import { wishOf, type Settings } from './wish';

const CREDENTIAL = 'smsProviderApi';

/** Sends each person a message, if consent, hours and caps allow it, and takes in what comes back. */
export class SendMessage implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Send Message',
    name: 'sendMessage',
    icon: { light: 'file:../../icons/sendMessage.svg', dark: 'file:../../icons/sendMessage.dark.svg' },
    group: ['transform'],
    version: 1,
    subtitle:
      '={{ ($parameter["channels"]["values"] || []).map((one) => one.channel || "sms").join(", then ") + ($parameter["transactional"] ? " (transactional)" : "") }}',
    description:
      'Sends each person an SMS or another message, once, and only if consent, quiet hours and frequency caps allow it',
    defaults: { name: 'Send Message' },
    inputs: [NodeConnectionTypes.Main],
    outputs,
    usableAsTool: true,
    credentials: [{ name: CREDENTIAL, required: true }],
    webhooks: [
      {
        name: 'default',
        // n8n registers nothing for a webhook without a method.
        httpMethod: '={{ ($parameter["deliveryReports"] || "none") === "none" ? "" : "GET,POST" }}',
        responseMode: 'onReceived',
        path: OWN_PATH,
        ndvHideUrl: '={{ ($parameter["deliveryReports"] || "none") === "none" }}',
        ndvHideMethod: true,
      },
    ],
    properties,
  };

  webhookMethods = NOTHING_TO_REGISTER;

  async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
    return receiveReports(this, async () =>
      messageProvider(await this.getCredentials<IDataObject>(CREDENTIAL)),
    );
  }

  async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
    return listenForContinuations(this);
  }

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    const settings = this.getNodeParameter('settings', 0, {}, { rawExpressions: true }) as Settings;
    const node = messageNode(this, settings);
    const simulated = this.getMode() === 'manual' && settings.reallyInTestRuns !== true;
    return simulated ? simulateMessages(this, node) : sendMessages(this, node);
  }
}

function messageNode(context: IExecuteFunctions, settings: Settings): MessageNode {
  const parameters = context.getNode().parameters as RawParameters;
  const reports = parameters.deliveryReports ?? 'none';
  const named = messageOutputs(parameters);
  return {
    outputs: named,
    branchOf: branchOf(named),
    mayWait: reports === 'wait' || settings.quietHours?.values !== undefined,
    wish: (item) => wishOf(context, item),
    service: () => serviceOf(context, settings, reports !== 'none'),
  };
}

async function serviceOf(
  context: IExecuteFunctions,
  { timeoutSeconds }: Settings,
  reports: boolean,
): Promise<MessageService> {
  const provider = messageProvider(await context.getCredentials<IDataObject>(CREDENTIAL));
  const timeoutMs = timeoutMsOf(timeoutSeconds);
  return messageService(context, provider, { credentialType: CREDENTIAL, timeoutMs, reports });
}
