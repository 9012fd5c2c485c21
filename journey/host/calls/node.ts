import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { CallProvider } from '../../providers/contract/call';
import { actingNode } from '../acting';
import { clock } from '../clock';
import { inputItems } from '../continuation';
import { iso } from '../event-items';
import { sendRequest } from '../outside-http';
import { ownUrl } from '../own-url';
import type { WaitOutput } from '../waiting-node';
import { callListLink } from './link';
import { takeTurn } from './turn';
import type { CallOutcome, CallService, CallWish, GroupOf } from './wish';

/** What makes one call node different from another. */
export interface CallNode {
  /** The outputs in the order of the canvas. */
  readonly outputs: readonly WaitOutput[];
  readonly groupOf: GroupOf;
  /** How calls end in test runs in the editor. */
  readonly testOutcome: CallOutcome;
  wish(item: number): CallWish;
  service(): Promise<CallService>;
}

/**
 * Has each person called and lets them wait until somebody says how the call ended, exactly once over replays, retries
 * and restarts. All fields are looked at before any call is created.
 * @throws NodeOperationError when items belong to nobody, or a field cannot work.
 */
export async function callPeople(
  context: IExecuteFunctions,
  node: CallNode,
): Promise<INodeExecutionData[][]> {
  return actingNode(context, async () => {
    const service = await node.service();
    let wishes: readonly CallWish[] | null = null;
    if (service.listUrl !== null) tellLink(context, service.listUrl);
    const { groupOf, testOutcome } = node;
    return {
      outputs: node.outputs,
      mayWait: true,
      act: (turn) => {
        wishes ??= inputItems(context.getExecuteData()).map((_, item) => node.wish(item));
        const wish = wishes[turn.item] ?? node.wish(turn.item);
        return takeTurn(context, turn, { wish, service, groupOf, testOutcome });
      },
    };
  });
}

/** What a test run shows: the call as an agent would see it, and how it ends; nobody is called, nobody waits. */
export async function simulateCalls(
  context: IExecuteFunctions,
  node: CallNode,
): Promise<INodeExecutionData[][]> {
  const { provider, listUrl } = await node.service();
  if (listUrl !== null) tellLink(context, listUrl);
  const outcome = node.testOutcome;
  const place = node.outputs.findIndex(({ branchId }) => branchId === node.groupOf(outcome));
  const outputs = node.outputs.map((): INodeExecutionData[] => []);
  inputItems(context.getExecuteData()).forEach((input, item) => {
    const { to, name, script, variables, priority, assignee } = node.wish(item);
    const shown = { to, name, script, variables: { ...variables }, priority, assignee };
    const call: IDataObject = { outcome, simulated: true, provider, ...shown, at: iso(clock().now()) };
    if (listUrl !== null) call['list'] = listUrl;
    outputs[place]?.push({ json: { ...input.json, call }, pairedItem: { item } });
  });
  return outputs;
}

function tellLink(context: IExecuteFunctions, listUrl: string): void {
  const message = `Agents find the calls of this step behind this link, and whoever has it sees them: ${listUrl}`;
  context.addExecutionHints({ message, type: 'info', location: 'outputPane' });
}

/** A call centre as a node uses it: through n8n, with the credential of that type. */
export function callCentre(
  context: IExecuteFunctions,
  provider: CallProvider,
  { credentialType, timeoutMs }: { readonly credentialType: string; readonly timeoutMs: number },
): CallService {
  return {
    provider: provider.id,
    keysLastMs: provider.idempotencyMs,
    timeoutMs,
    callbackUrl: ownUrl(context),
    listUrl: null,
    create: async (task) => {
      const request = provider.buildRequest(task);
      if (request.kind === 'refused') return request;
      return provider.parseResponse(await sendRequest(context, credentialType, request, timeoutMs));
    },
  };
}

/** The built-in call list: the wait of a person is their task, so there is nothing to create elsewhere. */
export async function callList(context: IExecuteFunctions, word: string): Promise<CallService> {
  return {
    provider: 'callList',
    keysLastMs: Infinity,
    timeoutMs: 0,
    callbackUrl: null,
    listUrl: await callListLink(context, word),
    create: async () => ({ kind: 'accepted', providerId: null }),
  };
}
