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
  callCentre,
  callList,
  callPeople,
  callProvider,
  listenForContinuations,
  OWN_PATH,
  receiveDispositions,
  serveCallList,
  simulateCalls,
  type CallNode,
  type CallService,
  refusal,
  timeoutMsOf,
  NOTHING_TO_REGISTER,
} from '../../journey';
import { callOutputs, groupOf, groupsFault, outputs, type RawParameters } from './outputs';
import { properties } from './properties';
import { wishOf, type Settings } from './wish';

const CREDENTIAL = 'callCenterApi';

/** Has each person called, lets them wait for the result, and takes in what agents or the call centre say. */
export class OutboundCallTask implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Outbound Call Task',
    name: 'outboundCallTask',
    icon: {
      light: 'file:../../icons/outboundCallTask.svg',
      dark: 'file:../../icons/outboundCallTask.dark.svg',
    },
    group: ['transform'],
    version: 1,
    subtitle:
      '={{ ($parameter["madeBy"] === "callCenter" ? "call centre" : "call list") + ($parameter["assignee"] ? ", " + $parameter["assignee"] : "") }}',
    description:
      'Has each person called by an agent, in callable hours and again where nobody answered, and waits for the result',
    defaults: { name: 'Outbound Call Task' },
    inputs: [NodeConnectionTypes.Main],
    outputs,
    usableAsTool: true,
    credentials: [{ name: CREDENTIAL, required: true, displayOptions: { show: { madeBy: ['callCenter'] } } }],
    webhooks: [
      {
        name: 'default',
        httpMethod: '={{ "GET,POST" }}',
        responseMode: 'onReceived',
        path: OWN_PATH,
        // The call list opens only with the link that a test run shows.
        ndvHideUrl: '={{ $parameter["madeBy"] !== "callCenter" }}',
        ndvHideMethod: true,
      },
    ],
    properties,
  };

  webhookMethods = NOTHING_TO_REGISTER;

  async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
    const settings = this.getNodeParameter('settings', {}) as Settings;
    const { listTitle, listLanguage } = settings;
    if (this.getNodeParameter('madeBy', 'callList') === 'callList')
      return serveCallList(this, {
        title: String(listTitle ?? '').trim(),
        language: listLanguage === 'en' || listLanguage === 'zh' ? listLanguage : null,
        word: wordOf(settings),
      });
    return receiveDispositions(this, async () =>
      callProvider(await this.getCredentials<IDataObject>(CREDENTIAL)),
    );
  }

  async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
    return listenForContinuations(this);
  }

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    const settings = this.getNodeParameter('settings', 0, {}, { rawExpressions: true }) as Settings;
    const inCentre = this.getNodeParameter('madeBy', 0, 'callList') === 'callCenter';
    const node = callNode(this, settings, inCentre);
    // In the list of a test run there would be nobody to call.
    const really = inCentre && settings.reallyInTestRuns === true;
    return this.getMode() === 'manual' && !really ? simulateCalls(this, node) : callPeople(this, node);
  }
}

function callNode(context: IExecuteFunctions, settings: Settings, inCentre: boolean): CallNode {
  const parameters = context.getNode().parameters as RawParameters;
  return {
    outputs: callOutputs(parameters),
    groupOf: groupOf(parameters),
    testOutcome: (settings.testOutcome ?? 'connected') as CallNode['testOutcome'],
    wish: (item) => {
      const fault = groupsFault(parameters);
      if (fault) throw refusal(context, item, fault);
      return wishOf(context, item);
    },
    service: () => (inCentre ? centreOf(context, settings) : callList(context, wordOf(settings))),
  };
}

async function centreOf(context: IExecuteFunctions, { timeoutSeconds }: Settings): Promise<CallService> {
  const provider = callProvider(await context.getCredentials<IDataObject>(CREDENTIAL));
  const timeoutMs = timeoutMsOf(timeoutSeconds);
  return callCentre(context, provider, { credentialType: CREDENTIAL, timeoutMs });
}

function wordOf({ linkWord }: Settings): string {
  return String(linkWord ?? '').trim();
}
