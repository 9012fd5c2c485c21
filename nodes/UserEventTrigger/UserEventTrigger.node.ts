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
import { enter, listenForEntries, receive, NOTHING_TO_REGISTER } from '../../journey';
import { sourceCredentialIsUsable } from './credentialTest';
import { intakeSettings } from './intake';
import { properties } from './properties';
import { catchUpMs, entryRule, peoplePerExecution } from './rule';
import { sampleEntry } from './sample';

/** Takes user events in and starts the journey for the people they are about. */
export class UserEventTrigger implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'User Event Trigger',
    name: 'userEventTrigger',
    icon: {
      light: 'file:../../icons/userEventTrigger.svg',
      dark: 'file:../../icons/userEventTrigger.dark.svg',
    },
    group: ['trigger'],
    version: 1,
    subtitle:
      '={{ ($parameter["settings"]["timeScale"] > 1 ? "time ×" + $parameter["settings"]["timeScale"] + ", " : "") + ($parameter["events"] || "takes in events only") }}',
    hints: [
      {
        type: 'danger',
        location: 'ndv',
        whenToDisplay: 'always',
        displayCondition: '={{ $parameter["settings"]["timeScale"] > 1 }}',
        message: 'Time Scale is on: every wait of this journey is shorter than it says. For demos only.',
      },
    ],
    description: 'Starts a customer journey when a user event happens, for example a registration',
    defaults: { name: 'User Event Trigger' },
    inputs: [],
    outputs: [NodeConnectionTypes.Main],
    credentials: [
      {
        name: 'userEventSourceApi',
        required: true,
        displayOptions: { show: { eventsFrom: ['url'], authentication: ['hmac', 'header', 'basic'] } },
        testedBy: 'sourceCredentialIsUsable',
      },
    ],
    webhooks: [
      {
        name: 'default',
        // n8n registers nothing for a webhook without a method.
        httpMethod: '={{ $parameter["eventsFrom"] === "journeys" ? "" : "POST" }}',
        responseMode: 'onReceived',
        // Without one n8n takes the webhook id, which no other node has. Of a hidden field it knows nothing.
        path: '={{ $parameter["path"] || "" }}',
        isFullPath: true,
        ndvHideUrl: '={{ $parameter["eventsFrom"] === "journeys" }}',
      },
    ],
    triggerPanel: {
      header: 'Try the journey with one user event',
      executionsHelp: {
        inactive:
          'Click Execute, then POST a user event to the Test URL; a trigger without a URL takes its Sample Event. Once the workflow is published, sources post to the Production URL.',
        active:
          'Sources post user events to the Production URL; each person shows up under Executions. For a test run click Execute and POST to the Test URL; a trigger without a URL takes its Sample Event.',
      },
      activationHint: 'Publish the workflow to let people enter.',
    },
    properties,
  };

  methods = { credentialTest: { sourceCredentialIsUsable } };

  webhookMethods = NOTHING_TO_REGISTER;

  async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
    return receive(this, intakeSettings(this));
  }

  async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
    return listenForEntries(this, {
      rule: entryRule(this),
      peoplePerExecution: peoplePerExecution(this),
      catchUpMs: catchUpMs(this),
    });
  }

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    return enter(this, sampleEntry);
  }
}
