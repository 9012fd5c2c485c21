import { quoted, type Facts } from '../../support/facts';
import type { Shop } from './shop';

/** Somebody who goes through one of the journeys. */
export interface Person {
  readonly userId: string;
  /** The event they enter with: it says which journey. */
  readonly entry: string;
  readonly buys: boolean;
}

/** Everything that must be true of a person in the end, and is compared one by one. */
export interface Fate {
  /** Event ids as senders gave them, each as often as it is in the log. */
  readonly received: readonly string[];
  readonly published: readonly string[];
  readonly passages: readonly string[];
  /** Plans of the coupons they have. */
  readonly coupons: readonly string[];
  /** Whether every call that told a code told the one they have. */
  readonly toldRight: boolean;
  readonly openWaits: number;
  readonly unsettled: number;
}

/** A group of people: half enter one by one, half share executions; in both halves every second one buys. */
export function cohort(name: string, size: number): Person[] {
  return Array.from({ length: size }, (_, index) => ({
    userId: `${name}-${index}`,
    entry: index < size / 2 ? 'registered' : 'imported',
    buys: index % 2 === 0,
  }));
}

/** The fate of each person who lives through everything: exactly what the path gives, exactly once. */
export function deserved(people: readonly Person[]): Record<string, Fate> {
  return byUser(people, ({ userId, entry, buys }) => ({
    received: [`${userId}/${entry}`, ...(buys ? [`${userId}/purchase`] : [])].sort(),
    published: buys ? ['customer.won'] : [],
    passages: ['ended: completed'],
    coupons: [buys ? 'thanks' : 'comeback'],
    toldRight: true,
    openWaits: 0,
    unsettled: 0,
  }));
}

/** The fate of each person as the store and the shop tell it. */
export async function actual(
  people: readonly Person[],
  facts: Facts,
  shop: Shop,
): Promise<Record<string, Fate>> {
  const of = `user_id in (${quoted(people.map(({ userId }) => userId))})`;
  const read = <T>(columns: string, table: string): Promise<(T & { user_id: string })[]> =>
    facts.rows(`select user_id, ${columns} from ${table} where ${of}`);
  const [events, passages, coupons, waits, deliveries] = await Promise.all([
    read<{ source: string; event_id: string; name: string }>('source, event_id, name', 'journey_event'),
    read<{ state: string; reason: string }>('state, reason', 'journey_enrollment'),
    read<{ plan_id: string; code: string }>('plan_id, code', 'journey_coupon_issue'),
    read<{ state: string }>('state', 'journey_wait'),
    read<{ state: string }>('state', 'journey_delivery'),
  ]);
  const codes = new Set(coupons.map(({ code }) => code));
  if (codes.size !== coupons.length) throw new Error('two people have the same code');
  return byUser(people, ({ userId }) => {
    const mine = <T extends { user_id: string }>(rows: readonly T[]): T[] =>
      rows.filter((row) => row.user_id === userId);
    const own = mine(coupons);
    const told = shop.codesTold('tell', userId);
    return {
      received: mine(events)
        .filter(({ source }) => source === 'default')
        .map((event) => event.event_id)
        .sort(),
      published: mine(events)
        .filter(({ source }) => source === 'journeys')
        .map(({ name }) => name),
      passages: mine(passages).map(({ state, reason }) => `${state}: ${reason}`),
      coupons: own.map((coupon) => coupon.plan_id),
      toldRight: told.length > 0 && told.every((code) => code === own[0]?.code),
      openWaits: mine(waits).filter(({ state }) => state === 'open').length,
      unsettled: mine(deliveries).filter(({ state }) => state !== 'settled').length,
    };
  });
}

function byUser(people: readonly Person[], of: (person: Person) => Fate): Record<string, Fate> {
  return Object.fromEntries(people.map((person) => [person.userId, of(person)]));
}
