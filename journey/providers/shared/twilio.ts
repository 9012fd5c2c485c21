import type { HttpAnswer, HttpRequest, ProviderCredential, Refused, SendOutcome } from '../contract/provider';
import { objectOf, textOf } from './json';
import { byStatus, isSuccess, refused, unknown, withoutAnswer } from './refusals';
import { onlyBelow, withBasic } from './requests';
import { missing, setting } from './settings';

/** What every call to Twilio needs; null when the credential has it. */
export function accountFault(credential: ProviderCredential): Refused | null {
  const common = missing(credential, { accountSid: 'Account SID', authToken: 'Auth Token' });
  if (common || setting(credential, 'apiKeySid') === '') return common;
  return missing(credential, { apiKeySecret: 'API Key Secret' });
}

/** Adds the API key where there is one, else the Auth Token. */
export function authorizeTwilio(
  credential: ProviderCredential,
  base: string,
  request: HttpRequest,
): HttpRequest {
  const key = setting(credential, 'apiKeySid');
  const [user, password] = key === '' ? ['accountSid', 'authToken'] : ['apiKeySid', 'apiKeySecret'];
  return withBasic(onlyBelow(base, request), setting(credential, user), setting(credential, password));
}

/** Codes that say more than their status. Source: https://www.twilio.com/docs/api/errors */
const CAUSES: Readonly<Record<string, Refused['cause']>> = {
  20003: 'credentials',
  21211: 'recipient',
  21217: 'recipient',
  21408: 'recipient',
  21610: 'opted_out',
  21612: 'recipient',
  21614: 'recipient',
  21617: 'content',
  30003: 'recipient',
  30005: 'recipient',
  30006: 'recipient',
};

/** What came of creating something at Twilio: its `sid`, or why not. A creation without a readable sid is unknown. */
export function createdAtTwilio(answer: HttpAnswer): SendOutcome {
  if (answer.kind !== 'answer') return withoutAnswer(answer);
  const body = objectOf(answer.body);
  if (!isSuccess(answer.status)) {
    const code = textOf(body, 'code') ?? String(answer.status);
    const reason = textOf(body, 'message') ?? `Twilio answered ${answer.status}`;
    const outcome = byStatus(answer.status, code, reason);
    return outcome.kind === 'refused' ? { ...outcome, cause: CAUSES[code] ?? outcome.cause } : outcome;
  }
  const sid = textOf(body, 'sid');
  if (sid === null) return unknown(`Twilio answered ${answer.status} without a sid`);
  const failed = textOf(body, 'error_code');
  if (failed === null) return { kind: 'accepted', providerId: sid };
  return refused(
    CAUSES[failed] ?? 'provider',
    failed,
    textOf(body, 'error_message') ?? `Twilio gave it up: ${failed}`,
  );
}
