import { Analytics } from '@segment/analytics-node';
import type { Message, Sender } from './sender';

/** `@segment/analytics-node`. */
export function segment(url: string): Sender {
  const { origin, pathname } = new URL(url);
  const analytics = new Analytics({
    writeKey: 'first-purchase',
    host: origin,
    path: pathname,
    maxEventsInBatch: 100,
    flushInterval: 3_600_000,
    maxRetries: 0,
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
    close: () => analytics.closeAndFlush(),
  };
}
