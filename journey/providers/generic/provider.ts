import type {
  HttpRequest,
  Moment,
  Provider,
  ProviderCredential,
  RawCallback,
  Refused,
  Verdict,
} from '../contract/provider';
import { addressFor } from '../shared/callbacks';
import { isRefused, unusable } from '../shared/refusals';
import { get } from '../shared/requests';
import { baseFault, baseOf, setting } from '../shared/settings';
import { verifySecret } from '../shared/verdicts';
import { addressOf, authorizeGeneric } from './recipe';

const HOUR_MS = 3_600_000;
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** What all Generic HTTP providers have in common. */
export interface GenericProvider extends Provider {
  readonly base: string;
  /** What is wrong with the credential as a whole; null when nothing is. */
  readonly fault: Refused | null;
  verifyCallback(callback: RawCallback): Verdict;
  /** The address for reports about one message or task, with the fields that Callback Query adds for the provider to fill in. */
  callbackFor(callbackUrl: string | null, idempotencyKey: string): string | null;
}

/** Any service that takes HTTP requests, as a credential spells it out. */
export function genericProvider(credential: ProviderCredential): GenericProvider {
  const base = baseOf(credential);
  const secret = setting(credential, 'callbackSecret');
  const fault = baseFault(base) ?? authenticationFault(credential);
  return {
    id: 'genericHttp',
    idempotencyMs: idempotencyOf(credential),
    base,
    fault,
    authorize: (request: HttpRequest, _moment: Moment) => authorizeGeneric(credential, base, request),
    testRequest: () => {
      if (fault) return fault;
      const address = addressOf(credential, base, 'testPath', {});
      return isRefused(address) ? address : get(address.value);
    },
    verifyCallback: (callback) => verifySecret(callback, secret),
    callbackFor: (callbackUrl, idempotencyKey) => {
      if (callbackUrl === null) return null;
      const address = addressFor(callbackUrl, idempotencyKey, secret);
      // Not encoded: these are placeholders for the provider, such as Kannel's status=%d.
      const more = setting(credential, 'callbackQuery').replace(/^[?&]+/, '');
      return more === '' ? address : `${address}&${more}`;
    },
  };
}

function idempotencyOf(credential: ProviderCredential): number | null {
  if (credential['honoursIdempotencyKeys'] !== true) return null;
  const hours = Number(setting(credential, 'idempotencyHours') || 24);
  return Number.isFinite(hours) && hours > 0 ? hours * HOUR_MS : null;
}

function authenticationFault(credential: ProviderCredential): Refused | null {
  if (setting(credential, 'authentication') !== 'header') return null;
  const faultless = HEADER_NAME.test(setting(credential, 'headerName'));
  return faultless ? null : unusable('headerName', 'Header Name must be the name of a header');
}
