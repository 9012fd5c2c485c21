import { quoted } from '../../domain/intake/outcome';
import type { MessageProvider, OutgoingMessage } from '../contract/message';
import type { HttpAnswer, HttpRequest, ProviderCredential, Refused, SendOutcome } from '../contract/provider';
import { contentOf } from '../shared/callbacks';
import { objectOf, textOf } from '../shared/json';
import { byStatus, isSuccess, refused, unknown, withoutAnswer } from '../shared/refusals';
import { onlyBelow, withQuery, type Fields } from '../shared/requests';
import { baseFault, baseOf, missing, setting } from '../shared/settings';
import { verifySecret } from '../shared/verdicts';
import { signAcs3 } from '../signatures/acs3';
import { alibabaEntries } from './alibaba-callbacks';

const ACKNOWLEDGEMENT = { status: 200, contentType: 'application/json', body: '{"code":0,"msg":"ok"}' };

/**
 * Alibaba Cloud SMS (Dysmsapi 2017-05-25): approved templates under a sign name, no free text, no idempotency keys. The
 * addresses of reports (SmsReport) and replies (SmsUp) are entered once in the console, unsigned: they must carry the
 * callback secret. Source: https://help.aliyun.com/zh/sms/developer-reference/api-dysmsapi-2017-05-25-sendsms
 */
export function alibabaMessages(credential: ProviderCredential): MessageProvider {
  const base = baseOf(credential, 'https://dysmsapi.aliyuncs.com');
  const key = {
    accessKeyId: setting(credential, 'accessKeyId'),
    accessKeySecret: setting(credential, 'accessKeySecret'),
  };
  const fault =
    missing(credential, { accessKeyId: 'AccessKey ID', accessKeySecret: 'AccessKey Secret' }) ??
    baseFault(base);
  return {
    id: 'alibaba',
    idempotencyMs: null,
    authorize: (request, moment) => signAcs3(onlyBelow(base, request), key, moment),
    testRequest: () => fault ?? action(base, 'QuerySmsSignList', { PageIndex: '1', PageSize: '1' }),
    buildRequest: (message) =>
      fault ?? missing(credential, { signName: 'Sign Name' }) ?? build(credential, base, message),
    parseResponse: outcomeOf,
    verifyCallback: (callback) => verifySecret(callback, setting(credential, 'callbackSecret')),
    parseCallback: (callback) => contentOf(alibabaEntries(callback), ACKNOWLEDGEMENT),
  };
}

function action(base: string, name: string, fields: Fields): HttpRequest {
  return {
    kind: 'request',
    method: 'POST',
    url: withQuery(`${base}/`, fields),
    headers: { accept: 'application/json', 'x-acs-action': name, 'x-acs-version': '2017-05-25' },
    body: null,
  };
}

function build(
  credential: ProviderCredential,
  base: string,
  { to, content, idempotencyKey }: OutgoingMessage,
): HttpRequest | Refused {
  if (content.kind === 'text') {
    return refused('content', 'text', 'Alibaba Cloud SMS sends no free text. Choose an approved template');
  }
  const digits = to.replace(/^(?:\+86(?=1\d{10}$)|\+|00)/, '');
  if (!/^\d{5,20}$/.test(digits)) {
    return refused('recipient', 'to', `${quoted(to)} is no phone number. Write it as +8613800000000`);
  }
  return action(base, 'SendSms', {
    PhoneNumbers: digits,
    SignName: setting(credential, 'signName'),
    TemplateCode: content.code,
    TemplateParam: JSON.stringify(content.params),
    OutId: idempotencyKey,
  });
}

/** Codes by their beginning, first match. Source: https://help.aliyun.com/document_detail/101346.html */
const CODES: ReadonlyArray<readonly [beginning: string, cause: Refused['cause'], retryable: boolean]> = [
  ['Throttling', 'limit', true],
  ['isv.BUSINESS_LIMIT_CONTROL', 'limit', true],
  ['isv.DAY_LIMIT_CONTROL', 'limit', true],
  ['isv.MONTH_LIMIT_CONTROL', 'limit', false],
  ['isv.AMOUNT_NOT_ENOUGH', 'provider', true],
  ['isv.OUT_OF_SERVICE', 'provider', true],
  ['isv.MOBILE', 'recipient', false],
  ['isv.BLACK', 'content', false],
  ['isv.TEMPLATE', 'content', false],
  ['isv.SMS_TEMPLATE', 'content', false],
  ['isv.SMS_SIGNATURE', 'content', false],
  ['isv.SIGN', 'content', false],
  ['isv.PARAM', 'content', false],
  ['isv.INVALID', 'content', false],
  ['isv.DENY_IP_RANGE', 'credentials', false],
  ['isv.ACCOUNT', 'credentials', false],
  ['isp.RAM_PERMISSION_DENY', 'credentials', false],
  ['InvalidAccessKey', 'credentials', false],
  ['SignatureDoesNotMatch', 'credentials', false],
  ['IncompleteSignature', 'credentials', false],
];

/** The answer's `Code` decides, not its status: errors come with 200 too. */
function outcomeOf(answer: HttpAnswer): SendOutcome {
  if (answer.kind !== 'answer') return withoutAnswer(answer);
  const body = objectOf(answer.body);
  const code = textOf(body, 'Code');
  const reason = textOf(body, 'Message') ?? `Alibaba Cloud answered ${answer.status}`;
  if (code === 'OK' && isSuccess(answer.status)) {
    return { kind: 'accepted', providerId: textOf(body, 'BizId') };
  }
  if (code === null || code === 'OK' || code === 'isp.SYSTEM_ERROR') {
    return isSuccess(answer.status)
      ? unknown(reason)
      : byStatus(answer.status, String(answer.status), reason);
  }
  const [, cause, retryable] = CODES.find(([beginning]) => code.startsWith(beginning)) ?? [];
  if (cause) return refused(cause, code, reason, retryable);
  return isSuccess(answer.status) ? refused('provider', code, reason) : byStatus(answer.status, code, reason);
}
