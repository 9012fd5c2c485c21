import { arrives, books, type Deed } from '../deeds';

/** What a booking is owed: messages and calls with the node they come from, and how its steps ended, in order. */
export interface Owed {
  readonly messages: readonly string[];
  readonly calls: readonly string[];
  /** How its rating and its calls ended, and then the journey. */
  readonly ends: readonly string[];
}

/** A line of the oracle: what customers do, and what each of their bookings is owed for it. */
export interface Row {
  readonly path: string;
  readonly deeds: readonly Deed[];
  readonly owed: readonly Owed[];
  /** Traits of their own. */
  readonly timezone?: string;
  /** Whether nobody at the dealership is responsible for them. */
  readonly noManager?: boolean;
  readonly powertrain?: 'electric';
}

/** The reminder of a booking for Thursday. */
export const REMINDED = ['Wed 10:00 Reminder'];
/** What somebody has got by the time they are at the dealership. */
export const WELCOMED = [...REMINDED, 'Thu 14:05 Welcome'];
/** What somebody has got who can rate. */
export const ASKED = [...WELCOMED, 'Fri 10:00 Ask About the Car'];
/** All went well. */
export const THANKED: Owed = {
  messages: [...ASKED, 'Fri 12:00 Thank You'],
  calls: [],
  ends: ['Rating: Happy', 'completed'],
};
/** The messages to and about somebody who is unhappy. */
export const SORRY = [...ASKED, 'Fri 12:00 Apology', 'Fri 12:00 Tell the Manager'];
/** The manager has called. */
export const MANAGED: Owed = {
  messages: SORRY,
  calls: ['Fri 12:00 Manager Calls'],
  ends: ['Rating: Unhappy', 'Manager Calls: connected', 'completed'],
};
/** Books, and comes. */
export const COMES: readonly Deed[] = [books(), arrives()];

/** All went well, with messages of their own. */
export const happily = (...messages: string[]): Owed => ({ ...THANKED, messages });
/** How a booking ends whose last call ended so. */
export const calledBy = (end: string): readonly string[] => [`Call the Customer: ${end}`, 'completed'];
