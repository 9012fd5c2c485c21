import type { ICredentialTestFunction } from 'n8n-workflow';
import { secretsFault, type SigningSecrets } from '../../journey';

/** A source calls us, so there is no service to ask: the test looks whether the secrets can verify a signature at all. */
export const signingSecretsAreUsable: ICredentialTestFunction = (credential) => {
  const { signingSecret = '', previousSigningSecret = '' } = (credential.data ??
    {}) as Partial<SigningSecrets>;
  const fault = secretsFault({ signingSecret, previousSigningSecret });
  return Promise.resolve(
    fault === null
      ? { status: 'OK', message: 'The secrets can be used' }
      : { status: 'Error', message: fault },
  );
};
