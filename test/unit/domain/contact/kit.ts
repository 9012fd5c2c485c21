import { DateTime } from 'luxon';
import type {
  ContactFacts,
  ContactGuards,
  FrequencyCap,
  SendingHours,
} from '../../../../journey/domain/contact/guards';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
export const at = (text: string) => DateTime.fromISO(text, { setZone: true }).toMillis();
export const NOON = at('2026-01-05T12:00:00+08:00');

export const DAILY: FrequencyCap = { limit: 1, per: { kind: 'day' }, of: 'channel' };
export const daytime = (given: Partial<SendingHours> = {}): SendingHours => ({
  window: { days: [], hours: [{ from: 9 * 60, to: 21 * 60 }], zone: 'Asia/Shanghai', holidays: null },
  clock: 'person',
  outside: 'wait',
  spreadMs: 0,
  ...given,
});
export const guards = (given: Partial<ContactGuards> = {}): ContactGuards => ({
  channel: 'sms',
  category: 'offers',
  transactional: false,
  consent: 'unlessRefused',
  hours: daytime(),
  caps: [DAILY],
  zone: 'Asia/Shanghai',
  ...given,
});
export const facts = (given: Partial<ContactFacts> = {}): ContactFacts => ({
  userId: 'ann',
  now: NOON,
  active: true,
  address: '+8613800000000',
  traits: {},
  consents: [],
  contacts: [],
  ...given,
});
export const sms = (when: number, category = 'offers') => ({ channel: 'sms', category, at: when });
export const refused = { channel: 'sms', category: '', given: false };
