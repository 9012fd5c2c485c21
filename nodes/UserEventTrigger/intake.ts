import type { IWebhookFunctions } from 'n8n-workflow';
import type { AuthenticationKind, IntakeFormat, receive, SourceCredential } from '../../journey';

type IntakeSettings = Parameters<typeof receive>[1];

const KINDS: readonly string[] = ['none', 'hmac', 'header', 'basic'] satisfies AuthenticationKind[];
const FORMATS: readonly string[] = [
  'native',
  'segment',
  'sensors',
  'sensorsCanvas',
  'cloudEvents',
  'posthog',
];

/**
 * How the trigger's URL takes events in, from its fields.
 * @throws Error for a kind of authentication that does not exist: what cannot be checked is not let in.
 */
export function intakeSettings(context: IWebhookFunctions): IntakeSettings {
  const settings = context.getNodeParameter('settings', {}) as { source?: string };
  const authentication = String(context.getNodeParameter('authentication', 'none'));
  if (!KINDS.includes(authentication))
    throw new Error(`Authentication "${authentication}" is not known. Known: ${KINDS.join(', ')}`);
  return {
    source: settings.source || 'default',
    authentication: authentication as AuthenticationKind,
    credential: () => context.getCredentials<SourceCredential & object>('userEventSourceApi'),
    format: format(context),
  };
}

function format(context: IWebhookFunctions): IntakeFormat {
  const kind = String(context.getNodeParameter('format', 'auto'));
  if (kind === 'custom') {
    const typed = context.getNodeParameter('paths', {}) as Readonly<Record<string, unknown>>;
    const path = (name: string, otherwise = ''): string => String(typed[name] ?? otherwise).trim();
    return {
      kind,
      paths: {
        events: path('eventsPath'),
        userId: path('userIdPath', 'userId'),
        event: path('eventPath', 'event'),
        eventName: path('eventName'),
        eventId: path('eventIdPath'),
        timestamp: path('timestampPath'),
        properties: path('propertiesPath'),
      },
    };
  }
  return FORMATS.includes(kind) ? ({ kind } as IntakeFormat) : { kind: 'auto' };
}
