import SensorsAnalytics from 'sa-sdk-node';
import type { Sender } from './sender';

/** `sa-sdk-node`. It takes no dots in the names of events. Its batches have a fixed size, so there is one instance for each size that is asked for. */
export function sensors(url: string): Sender {
  const bySize = new Map<number, SensorsAnalytics>();
  const batching = (count: number): SensorsAnalytics => {
    const known = bySize.get(count);
    if (known) return known;
    const sdk = new SensorsAnalytics();
    // It would write property names with underscores.
    sdk.disableReNameOption();
    // The SDK lets one instance of a process have a destination, and remembers that here.
    delete (globalThis as { isRunSubmitTo?: boolean }).isRunSubmitTo;
    sdk.submitTo({ url: `${url}?project=default`, mode: 'track' }, { count });
    bySize.set(count, sdk);
    return sdk;
  };
  return {
    post(messages) {
      const sdk = batching(messages.length);
      for (const { userId, event, at, properties } of messages) {
        // The SDK takes the time out of the properties that it is given.
        const given = { ...properties, $time: at };
        if (typeof event === 'object') sdk.trackSignup(userId, event.mergesFrom, given);
        else sdk.track(userId, event.replaceAll('.', '_'), given);
      }
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
}
