/** What is known of a user beyond single events, by name. */
export type Traits = Readonly<Record<string, unknown>>;
