import { randomUUID } from 'node:crypto';
import { CloudEvent, emitterFor, HTTP, httpTransport, Mode } from 'cloudevents';
import type { Message, Sender } from './sender';

/** `cloudevents`: single events in binary form; the SDK makes no batches, so those are its structured events in a list. */
export function cloudEvents(url: string): Sender {
  const emit = emitterFor(httpTransport(url), { mode: Mode.BINARY });
  return {
    async post(messages) {
      const events = messages.map(asCloudEvent);
      const [only, ...more] = events;
      if (only && more.length === 0) await emit(only);
      else await postBatch(url, events);
    },
    close: () => Promise.resolve(),
  };
}

function asCloudEvent({ userId, event, at, properties }: Message): CloudEvent<object> {
  const merges = typeof event === 'object';
  return new CloudEvent<object>({
    id: randomUUID(),
    source: '/shop',
    subject: userId,
    type: merges ? '$alias' : event,
    time: at.toISOString(),
    data: merges ? { alias: event.mergesFrom } : properties,
  });
}

async function postBatch(url: string, events: readonly CloudEvent<object>[]): Promise<void> {
  const body = `[${events.map((event) => String(HTTP.structured(event).body)).join(',')}]`;
  const headers = { 'content-type': 'application/cloudevents-batch+json' };
  await fetch(url, { method: 'POST', headers, body });
}
