import Analytics from '@rudderstack/rudder-sdk-node';
import type { Message, Sender } from './sender';

/** `@rudderstack/rudder-sdk-node`, which compresses its bodies. */
export function rudderStack(url: string): Sender {
  const { origin, pathname } = new URL(url);
  const analytics = new Analytics('first-purchase', {
    dataPlaneUrl: origin,
    path: pathname,
    flushAt: 100,
    flushInterval: 3_600_000,
    retryCount: 0,
  });
  const send = ({ userId, event, at: timestamp, properties }: Message): void => {
    if (typeof event === 'object') analytics.alias({ userId, previousId: event.mergesFrom, timestamp });
    else analytics.track({ userId, event, timestamp, properties });
  };
  return {
    async post(messages) {
      messages.forEach(send);
      await analytics.flush();
    },
    // Without anything to send, a flush still ends the SDK's timer.
    close: async () => void (await analytics.flush()),
  };
}
