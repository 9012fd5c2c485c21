import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { MessageProvider } from '../../providers/contract/message';
import { actingNode } from '../acting';
import { clock } from '../clock';
import { inputItems } from '../continuation';
import { sendRequest } from '../outside-http';
import { ownUrl } from '../own-url';
import type { WaitOutput } from '../waiting-node';
import { simulatedMessage, takeTurn, type BranchOf } from './turn';
import type { AttemptOutcome, MessageService, MessageWish } from './wish';

/** What makes one message node different from another. */
export interface MessageNode {
  /** The outputs in the order of the canvas. */
  readonly outputs: readonly WaitOutput[];
  readonly branchOf: BranchOf;
  /** Whether people may have to wait here, for the hours to begin or for word of delivery. */
  readonly mayWait: boolean;
  wish(item: number): MessageWish;
  service(): Promise<MessageService>;
}

/**
 * Sends each person one message, exactly once over replays, retries and restarts, if its guards let it through. All
 * fields are looked at before anything is sent.
 * @throws NodeOperationError when items belong to nobody, or a field cannot work.
 */
export async function sendMessages(
  context: IExecuteFunctions,
  node: MessageNode,
): Promise<INodeExecutionData[][]> {
  return actingNode(context, async () => {
    const service = await node.service();
    let wishes: readonly MessageWish[] | null = null;
    return {
      outputs: node.outputs,
      mayWait: node.mayWait,
      act: (turn) => {
        wishes ??= inputItems(context.getExecuteData()).map((_, item) => node.wish(item));
        return takeTurn(context, turn, wishes[turn.item] ?? node.wish(turn.item), service, node.branchOf);
      },
    };
  });
}

/** What a test run shows: the words as they would go out; nobody gets anything. */
export function simulateMessages(context: IExecuteFunctions, node: MessageNode): INodeExecutionData[][] {
  const outcome: AttemptOutcome = 'sent';
  const place = node.outputs.findIndex(({ branchId }) => branchId === node.branchOf(outcome));
  const outputs = node.outputs.map((): INodeExecutionData[] => []);
  inputItems(context.getExecuteData()).forEach((input, item) => {
    const message = simulatedMessage(node.wish(item), clock().now());
    outputs[place]?.push({ json: { ...input.json, message }, pairedItem: { item } });
  });
  return outputs;
}

/** A provider as a node uses it: through n8n, with the credential of that type. */
export function messageService(
  context: IExecuteFunctions,
  provider: MessageProvider,
  options: { readonly credentialType: string; readonly timeoutMs: number; readonly reports: boolean },
): MessageService {
  const { credentialType, timeoutMs, reports } = options;
  return {
    provider: provider.id,
    keysLastMs: provider.idempotencyMs,
    timeoutMs,
    callbackUrl: reports ? ownUrl(context) : null,
    send: async (message) => {
      const request = provider.buildRequest(message);
      if (request.kind === 'refused') return request;
      return provider.parseResponse(await sendRequest(context, credentialType, request, timeoutMs));
    },
  };
}
