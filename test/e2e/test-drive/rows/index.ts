import { CHANGES } from './changes';
import { NO_SHOWS } from './no-shows';
import { RATINGS } from './ratings';
import type { Row } from './row';
import { VISITS } from './visits';

export type { Owed, Row } from './row';

const rows = { ...RATINGS, ...VISITS, ...CHANGES, ...NO_SHOWS } satisfies Record<string, Row>;

/** The name of a line. */
export type RowName = keyof typeof rows;

/** The oracle, line by line. */
export const ROWS: Readonly<Record<RowName, Row>> = rows;
