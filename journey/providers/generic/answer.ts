import { valueAtPath } from '../../domain/intake/formats/custom';
import type { HttpAnswer, ProviderCredential, SendOutcome } from '../contract/provider';
import { asText, jsonOf } from '../shared/json';
import { byStatus, isSuccess, refused, unknown, withoutAnswer } from '../shared/refusals';
import { setting } from '../shared/settings';

/**
 * What an answer means to a Generic HTTP credential. 2xx is success; where Success Path is filled in, the value there
 * must also be one of Success Values. Codes in Retry Codes may succeed later. 2xx that cannot be read is unknown.
 */
export function genericOutcome(credential: ProviderCredential, answer: HttpAnswer): SendOutcome {
  if (answer.kind !== 'answer') return withoutAnswer(answer);
  const body = jsonOf(answer.body);
  const at = (field: string) => {
    const path = setting(credential, field);
    return path === '' ? null : asText(valueAtPath(body, path));
  };
  const code = at('codePath') ?? String(answer.status);
  const reason =
    at('reasonPath') ?? `The service answered ${answer.status}: ${answer.body.slice(0, 100).trim()}`;
  const retryable = listed(credential, 'retryCodes').includes(code);
  if (!isSuccess(answer.status)) {
    const outcome = byStatus(answer.status, code, reason);
    return outcome.kind === 'refused' && retryable ? { ...outcome, retryable } : outcome;
  }
  if (setting(credential, 'successPath') !== '') {
    const success = at('successPath');
    if (success === null) return unknown(`The answer has no ${setting(credential, 'successPath')}`);
    if (!listed(credential, 'successValues').includes(success)) {
      const optedOut = listed(credential, 'optedOutCodes').includes(code);
      return refused(optedOut ? 'opted_out' : retryable ? 'limit' : 'provider', code, reason, retryable);
    }
  }
  return { kind: 'accepted', providerId: at('idPath') };
}

function listed(credential: ProviderCredential, field: string): string[] {
  return setting(credential, field)
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
}
