import { cloudEvents } from './cloudevents';
import { rudderStack } from './rudderstack';
import { segment } from './segment';
import { sensors } from './sensors';

export type { Message, Sender } from './sender';

/** The official SDKs that people's events are sent with, by name. */
export const SENDERS = { segment, rudderStack, sensors, cloudEvents } as const;

/** Which SDK sends the events of a person. */
export type SenderName = keyof typeof SENDERS;
