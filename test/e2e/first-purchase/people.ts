import { deedsOf, ROWS, type Deed, type RowName } from './rows';
import { SENDERS, type Message, type SenderName } from './senders';

/** Somebody who lives through a line of the oracle. */
export interface Person {
  readonly userId: string;
  readonly row: RowName;
  readonly sender: SenderName;
}

/** Deeds of one person that come in together. */
export interface Post<P> {
  readonly person: P;
  readonly arrivesAt: number;
  readonly deeds: readonly Deed[];
}

const ROW_NAMES = Object.keys(ROWS) as RowName[];
/** The SDKs. */
export const SENDER_NAMES = Object.keys(SENDERS) as SenderName[];

/** Everybody: each line is lived through once with each SDK. */
export const PEOPLE: readonly Person[] = ROW_NAMES.flatMap((row) =>
  SENDER_NAMES.map((sender) => ({ userId: `${row}-${sender}`, row, sender })),
);

/** Everything a person does, what comes in together in one post, in the order it comes in. */
export function postsOf<P extends { readonly row: RowName }>(person: P): Post<P>[] {
  const deeds = deedsOf(person.row);
  const arrivals = [...new Set(deeds.map(({ arrivesAt }) => arrivesAt))].sort((a, b) => a - b);
  return arrivals.map((arrivesAt) => ({
    person,
    arrivesAt,
    deeds: deeds.filter((deed) => deed.arrivesAt === arrivesAt),
  }));
}

/** The id of a person before signing in. */
export function anonymousId(userId: string): string {
  return `visitor-of-${userId}`;
}

/** A deed as it is handed to an SDK. @param instant when something happened, of the time since the registration */
export function messageOf(userId: string, deed: Deed, instant: (sinceRegistration: number) => Date): Message {
  const { order, ...properties } = deed.properties;
  return {
    userId: deed.anonymously ? anonymousId(userId) : userId,
    event: deed.event === 'merge' ? { mergesFrom: anonymousId(userId) } : deed.event,
    at: instant(deed.at),
    properties: order === undefined ? properties : { ...properties, orderId: orderId(userId, order) },
  };
}

/** The number of one of a person's orders. */
export function orderId(userId: string, order: string | number): string {
  return `${userId}/${order}`;
}
