/** Credentials as n8n would keep them, for nodes that call a service. */
import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';
import { loadPackage } from './types';

const kept = new Map<string, ICredentialDataDecryptedObject>();

/** Keeps the data of a credential for all nodes of the test. */
export function keepCredential(type: string, data: ICredentialDataDecryptedObject): void {
  kept.set(type, data);
}

/**
 * What an execution asks for credentials; proves who is calling as the credential's own function says, or else by the
 * header that the credential names.
 */
export const credentialsHelper = {
  getParentTypes: () => [],
  isCredentialUsableByNode: () => true,
  getDecrypted: async (_data: unknown, _credential: unknown, type: string) => kept.get(type) ?? {},
  preAuthentication: async () => undefined,
  authenticate: async (
    credentials: ICredentialDataDecryptedObject,
    type: string,
    request: IHttpRequestOptions,
  ): Promise<IHttpRequestOptions> => {
    const { authenticate } = (await loadPackage()).getCredential(type).type;
    if (typeof authenticate === 'function') return authenticate(credentials, request);
    const { headerName, headerSecret } = credentials;
    return { ...request, headers: { ...request.headers, [String(headerName)]: String(headerSecret) } };
  },
};
