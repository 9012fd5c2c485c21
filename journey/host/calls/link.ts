import type { IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';
import { publicToken, tokenSubject } from '../../domain/public-link';
import { digest } from '../ids';
import { ownUrl } from '../own-url';
import { journeyProcess } from '../process';

type AtNode = Pick<IExecuteFunctions | IWebhookFunctions, 'getWorkflow' | 'getNode'>;

/** The query field that carries the token. */
const FIELD = 't';
const ABOUT = 'list';

/**
 * The address of the call list of this node: whoever has it may work on the list, nobody can guess it. Another word makes
 * another address, and the old one stops working.
 */
export async function callListLink(context: IExecuteFunctions, word: string): Promise<string> {
  const token = publicToken(await secret(), purpose(context, word), ABOUT);
  return `${ownUrl(context)}?${FIELD}=${token}`;
}

/** Whether a called address is the one of this node's call list. */
export async function isCallListLink(
  context: IWebhookFunctions,
  word: string,
  query: URLSearchParams,
): Promise<boolean> {
  return tokenSubject(await secret(), purpose(context, word), query.get(FIELD) ?? '') === ABOUT;
}

async function secret(): Promise<string> {
  return (await journeyProcess().runtime.store()).linkSecret();
}

function purpose(context: AtNode, word: string): string {
  return `call-list/${context.getWorkflow().id ?? ''}/${context.getNode().id}/${digest(word, 16)}`;
}
