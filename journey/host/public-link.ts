import type { IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';
import { publicToken, tokenSubject } from '../domain/public-link';
import { ownUrl } from './own-url';
import { journeyProcess } from './process';

type AtNode = Pick<IExecuteFunctions | IWebhookFunctions, 'getWorkflow' | 'getNode'>;

/** The query field that carries the token. */
const FIELD = 't';

/**
 * The address of a page that this node serves while its workflow is published, for one wait of somebody. Whoever has the
 * address may open it, nobody can guess it; the same wait has the same address over attempts.
 */
export async function publicLink(
  context: IExecuteFunctions,
  { path, purpose, waitKey }: { readonly path: string; readonly purpose: string; readonly waitKey: string },
): Promise<string> {
  const secret = await linkSecret();
  const token = publicToken(secret, purposeAt(context, purpose), aboutOf(waitKey));
  return `${ownUrl(context, path)}?${FIELD}=${token}`;
}

/** The key of the wait a called address is for; null when this node did not make it for this purpose. */
export async function waitOfLink(
  context: IWebhookFunctions,
  { purpose, query }: { readonly purpose: string; readonly query: URLSearchParams },
): Promise<string | null> {
  const about = tokenSubject(await linkSecret(), purposeAt(context, purpose), query.get(FIELD) ?? '');
  return about === null ? null : waitKeyOf(context, about);
}

async function linkSecret(): Promise<string> {
  return (await journeyProcess().runtime.store()).linkSecret();
}

function purposeAt(context: AtNode, purpose: string): string {
  return `${purpose}/${context.getWorkflow().id ?? ''}/${context.getNode().id}`;
}

/** The 128 bits of a delivery's id, as characters of an address. */
const ID_LENGTH = 22;

/** A wait's key is delivery, node and count; the node is known where the link leads to, and short links cost less. */
function aboutOf(waitKey: string): string {
  const [deliveryId = '', , count = ''] = waitKey.split(':');
  return `${Buffer.from(deliveryId, 'hex').toString('base64url')}${count}`;
}

function waitKeyOf(context: AtNode, about: string): string {
  const deliveryId = Buffer.from(about.slice(0, ID_LENGTH), 'base64url').toString('hex');
  return `${deliveryId}:${context.getNode().id}:${about.slice(ID_LENGTH)}`;
}
