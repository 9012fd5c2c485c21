import type { IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';
import { makeToken, readToken, type TokenPurpose, type TokenReading } from '../domain/token';
import { clock } from './clock';
import { ownUrl } from './own-url';
import { journeyProcess } from './process';

/** The query field that carries the token. */
const FIELD = 't';

/** What a public link is for. */
export interface LinkTarget {
  /** The last part of the page's address. */
  readonly path: string;
  readonly purpose: TokenPurpose;
  /** The key of the wait that the page is about. */
  readonly waitKey: string;
  /** When the link is worth nothing any more, whatever became of the wait. */
  readonly expiresAt: number;
}

/**
 * The address of a page that this node serves while its workflow is published, for one wait of somebody. Whoever has the
 * address may open it; nobody can guess it.
 */
export async function publicLink(
  context: IExecuteFunctions,
  { path, purpose, waitKey, expiresAt }: LinkTarget,
): Promise<string> {
  const token = makeToken(await secret(), purpose, shortened(waitKey), expiresAt);
  return `${ownUrl(context, path)}?${FIELD}=${token}`;
}

/** The key of the wait that a called address is about, or why it is about none. */
export async function waitOfLink(
  context: IWebhookFunctions,
  { purpose, query }: { readonly purpose: TokenPurpose; readonly query: URLSearchParams },
): Promise<TokenReading> {
  const reading = readToken(await secret(), purpose, query.get(FIELD) ?? '', clock().now());
  return reading.kind === 'valid' ? { ...reading, key: waitKeyOf(context, reading.key) } : reading;
}

async function secret(): Promise<string> {
  return (await journeyProcess().runtime.store()).tokenSecret();
}

/** The 128 bits of a delivery's id, as characters of an address. */
const ID_LENGTH = 22;

/** A wait's key is delivery, node and count. The node is known where the link leads to, and short links cost less. */
function shortened(waitKey: string): string {
  const [deliveryId = '', , count = ''] = waitKey.split(':');
  return `${Buffer.from(deliveryId, 'hex').toString('base64url')}${count}`;
}

function waitKeyOf(context: IWebhookFunctions, short: string): string {
  const deliveryId = Buffer.from(short.slice(0, ID_LENGTH), 'base64url').toString('hex');
  return `${deliveryId}:${context.getNode().id}:${short.slice(ID_LENGTH)}`;
}
