import type { IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';
import { makeToken, readToken } from '../../domain/token';
import { clock } from '../clock';
import { digest } from '../ids';
import { ownUrl } from '../own-url';
import { journeyProcess } from '../process';

type AtNode = Pick<IExecuteFunctions | IWebhookFunctions, 'getWorkflow' | 'getNode'>;

/** The query field that carries the token. */
const FIELD = 't';
/** The link lasts until its word is changed: agents keep it. */
const FOR_EVER = Date.UTC(9999, 0, 1);

/**
 * The address of the call list of this node: whoever has it may work on the list, nobody can guess it. Another word makes
 * another address, and the old one stops working.
 */
export async function callListLink(context: IExecuteFunctions, word: string): Promise<string> {
  const token = makeToken(await secret(), 'call', keyOf(context, word), FOR_EVER);
  return `${ownUrl(context)}?${FIELD}=${token}`;
}

/** Whether a called address is the one of this node's call list. */
export async function isCallListLink(
  context: IWebhookFunctions,
  word: string,
  query: URLSearchParams,
): Promise<boolean> {
  const reading = readToken(await secret(), 'call', query.get(FIELD) ?? '', clock().now());
  return reading.kind === 'valid' && reading.key === keyOf(context, word);
}

async function secret(): Promise<string> {
  return (await journeyProcess().runtime.store()).tokenSecret();
}

function keyOf(context: AtNode, word: string): string {
  return `list:${digest([context.getWorkflow().id ?? '', context.getNode().id, word], 16)}`;
}
