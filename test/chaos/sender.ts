import { waitFor } from '../host/wait';
import type { Deed } from './people';

const PATIENCE = { timeoutMs: 180_000, everyMs: 300 };

/**
 * Posts what people did as one batch, again and again until it is answered with 202, as senders do. The address is asked
 * for each time: the process behind it may be another one by then.
 */
export async function deliver(url: () => string, batch: readonly Deed[]): Promise<void> {
  const body = JSON.stringify({ events: batch.map(asEvent) });
  const send = async (): Promise<boolean> => {
    const answer = await fetch(url(), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      signal: AbortSignal.timeout(10_000),
    });
    return answer.status === 202;
  };
  await waitFor('the intake to take a batch in', send, PATIENCE);
}

/** Every second person goes through the journey that lets people share executions. */
function asEvent({ eventId, event, at, platform, refunded }: Deed): object {
  const userId = eventId.slice(0, eventId.indexOf('/'));
  const shared = Number(userId.slice(1)) % 2 === 1;
  return {
    eventId,
    userId,
    event: event === 'start' && shared ? 'start.shared' : event,
    timestamp: new Date(at).toISOString(),
    properties: { platform, refunded: refunded ? 'yes' : 'no' },
  };
}
