import { NodeHelpers, type IExecuteFunctions, type IWebhookFunctions } from 'n8n-workflow';

/** The path of the URL that a node of ours has in the middle of a journey; n8n puts the id of the node's URL before it. */
export const OWN_PATH = 'callback';

/** The parts of an execution context that n8n does not publish. */
interface Inside {
  readonly additionalData?: { readonly webhookBaseUrl?: string };
}

/**
 * The address outside services reach this very node at while its workflow is published. n8n tells it to triggers and
 * webhooks only; here it is put together as n8n does, by n8n's own function.
 */
export function ownUrl(context: IExecuteFunctions, path = OWN_PATH): string {
  const { additionalData } = context as unknown as Inside;
  const base =
    additionalData?.webhookBaseUrl ?? `${context.getInstanceBaseUrl().replace(/\/+$/, '')}/webhook`;
  const workflowId = context.getWorkflow().id ?? '';
  return NodeHelpers.getNodeWebhookUrl(base, workflowId, context.getNode(), path, false);
}

/** The public address that was called, with its query as it was sent. */
export function calledUrl(context: IWebhookFunctions): string {
  const { originalUrl, url } = context.getRequestObject();
  const called = originalUrl || url;
  const query = called.includes('?') ? called.slice(called.indexOf('?')) : '';
  return `${context.getNodeWebhookUrl('default') ?? ''}${query}`;
}

/**
 * What n8n asks of a node with a URL when it is published and unpublished. n8n keeps the URL itself; nothing has to be
 * registered with whoever calls it. Never throws.
 */
export const NOTHING_TO_REGISTER = {
  default: {
    checkExists: async (): Promise<boolean> => true,
    create: async (): Promise<boolean> => true,
    delete: async (): Promise<boolean> => true,
  },
};
