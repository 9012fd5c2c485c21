import { decodeSecret } from './signature';

/** The signing secrets of a User Event Source credential, as typed in; an empty previous secret is none. */
export interface SigningSecrets {
  readonly signingSecret: string;
  readonly previousSigningSecret?: string;
}

/** The secrets that may have signed a request, the current one first; for `verifySignature`. */
export function acceptedSecrets({
  signingSecret = '',
  previousSigningSecret = '',
}: SigningSecrets): string[] {
  return [signingSecret, previousSigningSecret].filter((secret) => secret.trim() !== '');
}

/** Null when the secrets can be used, else a sentence that says which one cannot and how to make a good one. Never quotes a secret. */
export function secretsFault({ signingSecret, previousSigningSecret = '' }: SigningSecrets): string | null {
  if (decodeSecret(signingSecret) === null) return faultOf('Signing Secret');
  if (previousSigningSecret.trim() === '' || decodeSecret(previousSigningSecret) !== null) return null;
  return faultOf('Previous Signing Secret');
}

function faultOf(field: string): string {
  return `${field} must be 24 to 64 random bytes in base64, with or without whsec_. Make one with: openssl rand -base64 32`;
}
