import { genericCalls } from './calls/generic';
import { taskRouterCalls } from './calls/taskrouter';
import type { CallProvider } from './contract/call';
import type { CrmProvider } from './contract/crm';
import type { MessageProvider } from './contract/message';
import type { ProviderCredential } from './contract/provider';
import { genericCrm } from './crm/generic';
import { hubspotCrm } from './crm/hubspot';
import { alibabaMessages } from './messages/alibaba';
import { genericMessages } from './messages/generic';
import { twilioMessages } from './messages/twilio';

type Makers<Kind> = Readonly<Record<string, (credential: ProviderCredential) => Kind>>;

const MESSAGES: Makers<MessageProvider> = {
  genericHttp: genericMessages,
  twilio: twilioMessages,
  alibaba: alibabaMessages,
};
const CALLS: Makers<CallProvider> = { genericHttp: genericCalls, twilioTaskRouter: taskRouterCalls };
const CRMS: Makers<CrmProvider> = { genericHttp: genericCrm, hubspot: hubspotCrm };

/** The provider of an SMS Provider API credential. @throws Error naming the known ones when it is none of them. */
export function messageProvider(credential: ProviderCredential): MessageProvider {
  return make('SMS Provider API', MESSAGES, credential);
}

/** The provider of a Call Center API credential. @throws Error naming the known ones when it is none of them. */
export function callProvider(credential: ProviderCredential): CallProvider {
  return make('Call Center API', CALLS, credential);
}

/** The provider of a CRM API credential. @throws Error naming the known ones when it is none of them. */
export function crmProvider(credential: ProviderCredential): CrmProvider {
  return make('CRM API', CRMS, credential);
}

function make<Kind>(name: string, makers: Makers<Kind>, credential: ProviderCredential): Kind {
  const { provider } = credential;
  const maker =
    typeof provider === 'string' && Object.hasOwn(makers, provider) ? makers[provider] : undefined;
  if (maker) return maker(credential);
  throw new Error(
    `The provider ${JSON.stringify(provider)} of the ${name} credential is none of ${Object.keys(makers).join(', ')}. Choose one of these in the credential`,
  );
}
