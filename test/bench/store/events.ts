import type { NewEvent } from '../../../journey/domain/user-event';
import { PARKED_AT } from './waits';

/** Something that happens to somebody a second after everybody began to wait. */
export function eventOf(userId: string, event: string, eventId: string): NewEvent {
  const at = PARKED_AT + 1000;
  const properties = { platform: 'wechat', amount: 128.5, currency: 'CNY', status: 'paid' };
  return { eventId, userId, event, timestamp: at, receivedAt: at, properties, source: 'bench' };
}
