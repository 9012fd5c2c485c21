/** The fields of a user event. */
export type Field = 'userId' | 'event' | 'eventId' | 'timestamp' | 'properties';

/** The fields of an event as JSON text, so that they can be what no value can: `1e999`, or a key twice. */
export type Fields = Readonly<Record<Field, string>>;

/** How a sender writes an event, and under which names the answer must speak of its fields. */
export interface Format {
  readonly name: string;
  readonly write: (fields: Fields) => string;
  /** Fields that this sender can get wrong, by the names it gave them. */
  readonly names: Partial<Record<Field, string>>;
  /** The name under which an absent user is missed, where several would do. */
  readonly missingUser?: string;
  /** Whether properties that are no object are refused. */
  readonly strictProperties: boolean;
  readonly envelopes: readonly Envelope[];
}

/** What events stand in: the text around them and where the answer says they stand. */
export interface Envelope {
  readonly name: string;
  readonly wrap: (events: readonly string[]) => string;
  readonly rootOf: (index: number) => string;
  readonly single?: true;
}

const within = (name: string, key = name): Envelope => ({
  name,
  wrap: (events) => (key === '' ? `[${events.join(',')}]` : `{"${key}":[${events.join(',')}]}`),
  rootOf: (index) => `${name}[${index}]`,
});

const ALONE: Envelope = { name: 'alone', wrap: ([event]) => event ?? '', rootOf: () => '', single: true };
const LIST = within('events', '');
const EVENTS = within('events');
const BATCH = within('batch');

/** Wraps a text as SDKs do in a form or in a JSON field. */
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const FORM: Envelope = {
  name: 'form',
  wrap: (events) => `data_list=${encodeURIComponent(base64(`[${events.join(',')}]`))}&gzip=0`,
  rootOf: (index) => `events[${index}]`,
};
const FIELD: Envelope = {
  name: 'field',
  wrap: ([event]) => `{"data":"${base64(event ?? '')}"}`,
  rootOf: () => '',
  single: true,
};

/** Official senders' ways to write an event. */
export const FORMATS: readonly Format[] = [
  {
    name: 'native',
    write: ({ userId, event, eventId, timestamp, properties }) =>
      `{"userId":${userId},"event":${event},"eventId":${eventId},"timestamp":${timestamp},"properties":${properties}}`,
    names: {
      userId: 'userId',
      event: 'event',
      eventId: 'eventId',
      timestamp: 'timestamp',
      properties: 'properties',
    },
    strictProperties: true,
    envelopes: [ALONE, LIST, EVENTS, FORM, FIELD],
  },
  {
    name: 'Segment',
    write: ({ userId, event, eventId, timestamp, properties }) =>
      `{"type":"track","userId":${userId},"event":${event},"messageId":${eventId},"timestamp":${timestamp},"properties":${properties}}`,
    names: {
      userId: 'userId',
      event: 'event',
      eventId: 'messageId',
      timestamp: 'timestamp',
      properties: 'properties',
    },
    strictProperties: true,
    envelopes: [ALONE, LIST, BATCH],
  },
  {
    name: 'Sensors',
    write: ({ userId, event, timestamp, properties }) =>
      `{"type":"track","distinct_id":${userId},"event":${event},"time":${timestamp},"properties":${properties}}`,
    names: { userId: 'distinct_id', event: 'event', timestamp: 'time', properties: 'properties' },
    missingUser: 'login_id',
    strictProperties: true,
    envelopes: [ALONE, LIST, within('data_list'), FORM, FIELD],
  },
  {
    name: 'CloudEvents',
    write: ({ userId, event, eventId, timestamp, properties }) =>
      `{"specversion":"1.0","source":"/shop","id":${eventId},"type":${event},"subject":${userId},"time":${timestamp},"data":${properties}}`,
    names: { userId: 'subject', timestamp: 'time', properties: 'data' },
    strictProperties: false,
    envelopes: [ALONE, LIST],
  },
  {
    name: 'PostHog',
    write: ({ userId, event, eventId, timestamp, properties }) =>
      `{"event":${event},"distinct_id":${userId},"uuid":${eventId},"timestamp":${timestamp},"properties":${properties}}`,
    names: {
      userId: 'distinct_id',
      event: 'event',
      eventId: 'uuid',
      timestamp: 'timestamp',
      properties: 'properties',
    },
    strictProperties: true,
    envelopes: [ALONE, LIST, BATCH],
  },
];
