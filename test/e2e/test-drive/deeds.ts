import type { Moment } from './calendar';

/** The nodes that have people called. */
export type CallNode = 'Call the Customer' | 'Manager Calls';

interface Common {
  readonly at: Moment;
  /** Which of the customer's bookings it is about, from 1. */
  readonly booking: number;
}

/** Something that becomes known of a booking by an event. */
export interface Told extends Common {
  readonly kind: 'told';
  readonly event: string;
  /** When the event of it comes in. */
  readonly arrivesAt: Moment;
  readonly appointment?: Moment;
  readonly waitedMinutes?: number;
  /** How often the very same event is sent. */
  readonly times: number;
}

/** An answer to the question how it was. */
export interface Rates extends Common {
  readonly kind: 'rates';
  readonly score: number;
  readonly by: 'page' | 'sms';
  /** Whether it comes too late to count. */
  readonly refused: boolean;
}

/** A program that looks through mail opens the link to the question, with and without a number chosen. */
export interface Opens extends Common {
  readonly kind: 'opens';
}

/** An SMS that the customer writes. */
export interface Says extends Common {
  readonly kind: 'says';
  readonly text: string;
}

/** A colleague calls, and writes down what came of it. */
export interface Calls extends Common {
  readonly kind: 'calls';
  readonly node: CallNode;
  readonly end: string;
  readonly note: string;
}

/** Something that somebody does. */
export type Deed = Told | Rates | Opens | Says | Calls;

type Details<T> = Partial<Omit<T, 'kind'>>;

function told(event: string, at: Moment, details: Details<Told>): Told {
  return { kind: 'told', event, at, arrivesAt: details.at ?? at, booking: 1, times: 1, ...details };
}

/** On Monday at 09:00 for Thursday 14:00. */
export const books = (details: Details<Told> = {}): Told =>
  told('test_drive_booked', 'Mon 09:00', { appointment: 'Thu 14:00', ...details });

/** On Thursday at 14:05, after five minutes of waiting. */
export const arrives = (details: Details<Told> = {}): Told =>
  told('test_drive_arrived', 'Thu 14:05', { waitedMinutes: 5, ...details });

/** The booking is for another time. */
export const moves = (details: Details<Told> & { at: Moment; appointment: Moment }): Told =>
  told('test_drive_rescheduled', details.at, details);

/** The booking is void. */
export const cancels = (details: Details<Told> & { at: Moment }): Told =>
  told('test_drive_cancelled', details.at, details);

/** On the page, on Friday at 12:00. */
export const rates = (score: number, details: Details<Rates> = {}): Rates => ({
  ...{ kind: 'rates', score, at: 'Fri 12:00', booking: 1, by: 'page', refused: false },
  ...details,
});

/** Opens the link without answering. */
export const opens = (details: Details<Opens> & { at: Moment }): Opens => ({
  ...{ kind: 'opens', booking: 1 },
  ...details,
});

/** Writes an SMS to the dealership. */
export const says = (text: string, details: Details<Says> & { at: Moment }): Says => ({
  ...{ kind: 'says', text, booking: 1 },
  ...details,
});

/** A colleague makes a call of the list. */
export const calls = (node: CallNode, end: string, details: Details<Calls> & { at: Moment }): Calls => ({
  ...{ kind: 'calls', node, end, note: '', booking: 1 },
  ...details,
});
