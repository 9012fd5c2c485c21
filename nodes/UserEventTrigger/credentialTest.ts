import type { ICredentialTestFunction } from 'n8n-workflow';
import { basicFault, headerFault, secretsFault, type SourceCredential } from '../../journey';

type Typed = Partial<SourceCredential> & { readonly kind?: string };

/** A source calls us, so there is no service to ask: the test looks whether the fields can admit anybody at all. */
export const sourceCredentialIsUsable: ICredentialTestFunction = (credential) => {
  const fault = faultOf((credential.data ?? {}) as Typed);
  return Promise.resolve(
    fault === null
      ? { status: 'OK', message: 'The credential can be used' }
      : { status: 'Error', message: fault },
  );
};

function faultOf(typed: Typed): string | null {
  if (typed.kind === 'header') return headerFault(typed);
  if (typed.kind === 'basic') return basicFault(typed);
  return secretsFault({ signingSecret: '', ...typed });
}
