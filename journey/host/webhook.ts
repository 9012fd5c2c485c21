import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { verifyBasic, verifyHeader, type SharedSecrets } from '../domain/intake/credentials';
import type { IntakeFormat } from '../domain/intake/formats';
import { acceptedSecrets, type SigningSecrets } from '../domain/intake/secrets';
import { verifySignature, type RequestHeaders } from '../domain/intake/signature';
import type { NewEvent, UserEvent } from '../domain/user-event';
import { appendAtOnce } from './append';
import { clock } from './clock';
import { iso } from './event-items';
import { handleIntake, type AuthenticationOutcome } from './intake';
import type { IntakeRequest, IntakeResponse } from './intake-http';
import { journeyProcess } from './process';
import { realNow } from './timers';

/** How senders prove who they are; `none` = anybody who knows the URL may post. */
export type AuthenticationKind = 'none' | 'hmac' | 'header' | 'basic';

/** What a User Event Source credential holds, as typed in. */
export type SourceCredential = SigningSecrets & SharedSecrets;

/** How the trigger's URL is set up. */
export interface IntakeSettings {
  readonly source: string;
  readonly authentication: AuthenticationKind;
  /** Asked only where the authentication needs it. */
  readonly credential: () => Promise<SourceCredential>;
  readonly format: IntakeFormat;
}

/**
 * Takes in what is posted to the trigger's URL and answers it; starts no execution. In the editor's test run the events
 * go onto the canvas instead, and into no log.
 */
export async function receive(
  context: IWebhookFunctions,
  settings: IntakeSettings,
): Promise<IWebhookResponseData> {
  const events: UserEvent[] = [];
  const test = context.getMode() === 'manual';
  const answer = await handleIntake({
    request: context.getRequestObject() as unknown as IntakeRequest,
    response: context.getResponseObject() as unknown as IntakeResponse,
    authenticate: (headers, bytes) => authenticate(settings, headers, bytes),
    append: (batch) => (test ? Promise.resolve(keep(batch, events)) : appendAtOnce(batch)),
    receivedAt: clock().now(),
    source: settings.source,
    limits: journeyProcess().limits,
    format: settings.format,
  });
  if (answer.cause !== undefined)
    context.logger.warn(`[journeys] Events were refused for now: ${String(answer.cause)}`);
  if (!test || events.length === 0) return { noWebhookResponse: true };
  return {
    noWebhookResponse: true,
    workflowData: [events.map((event) => ({ json: testItem(event, settings.source) }))],
  };
}

function keep(batch: readonly NewEvent[], events: UserEvent[]): 'accepted'[] {
  events.push(...batch);
  return batch.map(() => 'accepted');
}

async function authenticate(
  { authentication, credential }: IntakeSettings,
  headers: RequestHeaders,
  bytes: Buffer,
): Promise<AuthenticationOutcome> {
  switch (authentication) {
    case 'none':
      return 'ok';
    case 'header':
      return verifyHeader(headers, await credential());
    case 'basic':
      return verifyBasic(headers, await credential());
    case 'hmac':
      return verifySignature({
        headers,
        bytes,
        secrets: acceptedSecrets(await credential()),
        now: realNow(),
      });
  }
}

function testItem(event: UserEvent, source: string): IDataObject {
  const receivedAt = iso(clock().now());
  return {
    eventId: event.eventId,
    userId: event.userId,
    event: event.event,
    timestamp: iso(event.timestamp),
    properties: event.properties as IDataObject,
    source,
    receivedAt,
    journey: { enrollmentId: 'test-run', instanceKey: '', enteredAt: receivedAt, holdout: false },
  };
}
