import type { Behaviour, Tally } from '../domain/behaviour';

/** What is known of a user beyond single events, by name. */
export type Traits = Readonly<Record<string, unknown>>;

/** How often one person has done each thing that was asked for. */
export type Tallies = ReadonlyMap<Behaviour, Tally>;
