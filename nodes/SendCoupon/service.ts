import type { IDataObject, IExecuteFunctions, IHttpRequestOptions } from 'n8n-workflow';
import {
  couponData,
  failedRequest,
  type CouponService,
  type ServiceAnswer,
  refusal,
  timeoutMsOf,
} from '../../journey';

const CREDENTIAL = 'couponServiceApi';

/** What the credential says beside how to prove who we are. */
interface Credential {
  readonly baseUrl: string;
  readonly honoursIdempotencyKeys: boolean;
}

/**
 * The service that is told of an item's coupon; null when nobody is. An item's fields are looked at before anything is
 * issued or called.
 */
export async function serviceOf(context: IExecuteFunctions): Promise<(item: number) => CouponService | null> {
  if (context.getNodeParameter('handOver', 0, false) !== true) return () => null;
  const { baseUrl, honoursIdempotencyKeys } = await credentialOf(context);
  const settings = context.getNodeParameter('settings', 0, {}) as { timeoutSeconds?: number };
  const timeoutMs = timeoutMsOf(settings.timeoutSeconds);
  return (item) => {
    const url = addressOf(context, item, baseUrl);
    const fields = bodyFields(context, item);
    return {
      idempotent: honoursIdempotencyKeys,
      timeoutMs,
      tell: (key, coupon, userId) =>
        send(context, {
          method: 'POST',
          url,
          headers: { 'Idempotency-Key': key },
          body: { userId, ...couponData(coupon), ...fields },
          json: true,
          timeout: timeoutMs,
          // Another address would get our credentials.
          disableFollowRedirect: true,
          returnFullResponse: true,
          ignoreHttpStatusErrors: true,
        }),
    };
  };
}

async function credentialOf(context: IExecuteFunctions): Promise<Credential> {
  const data = await context.getCredentials<IDataObject>(CREDENTIAL);
  return {
    baseUrl: String(data['baseUrl'] ?? ''),
    honoursIdempotencyKeys: data['honoursIdempotencyKeys'] === true,
  };
}

async function send(context: IExecuteFunctions, request: IHttpRequestOptions): Promise<ServiceAnswer> {
  try {
    const answer = (await context.helpers.httpRequestWithAuthentication.call(
      context,
      CREDENTIAL,
      request,
    )) as { statusCode: number };
    return answerOf(answer.statusCode);
  } catch (error) {
    return failureOf(error);
  }
}

/** What a status means: a definite refusal, or no word on whether the service has done it. */
export function answerOf(status: number): ServiceAnswer {
  if (status >= 200 && status < 300) return { kind: 'done', status, reason: null };
  // 408: the service gave up waiting, nobody knows in the middle of what.
  if (status >= 500 || status === 408) return { kind: 'unclear', status, reason: `answered ${status}` };
  return { kind: 'refused', status, reason: `answered ${status}` };
}

function failureOf(error: unknown): ServiceAnswer {
  const { kind, reason } = failedRequest(error);
  return { kind: kind === 'not_sent' ? 'refused' : 'unclear', status: null, reason };
}

/** The address below the credential's base URL: an item's data can choose neither host nor a way out of it. */
function addressOf(context: IExecuteFunctions, item: number, baseUrl: string): string {
  const path = String(context.getNodeParameter('servicePath', item, '') ?? '');
  const base = baseUrl.replace(/\/+$/, '');
  const address = `${base}/${path.replace(/^[/\\]+/, '')}`;
  if (!URL.canParse(address)) throw refusal(context, item, `The base URL of the coupon service is no URL`);
  const { origin, pathname } = new URL(address);
  const below = new URL(`${base}/`);
  if (origin === below.origin && pathname.startsWith(below.pathname)) return address;
  throw refusal(context, item, `The Service Path "${path}" leads out of the service's base URL`);
}

function bodyFields(context: IExecuteFunctions, item: number): IDataObject {
  const rows = context.getNodeParameter('serviceFields.values', item, []) as {
    name: string;
    value: unknown;
  }[];
  return Object.fromEntries(rows.map(({ name, value }) => [name, value])) as IDataObject;
}
