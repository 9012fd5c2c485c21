import { DatabaseSync } from 'node:sqlite';
import type { Person } from './people';

/** What the store says about one person. */
export interface PersonFacts {
  readonly codes: readonly string[];
  /** Why the journey is over for them; null while they are in it or were never in it. */
  readonly ended: string | null;
  readonly entered: number;
}

/** Reads the embedded store of a running n8n, without disturbing it. */
export class Facts {
  readonly #database: DatabaseSync;

  constructor(path: string) {
    this.#database = new DatabaseSync(path, { readOnly: true });
    this.#database.exec('pragma busy_timeout = 5000');
  }

  /** What the store says about these people, in their order. */
  of(people: readonly Person[]): PersonFacts[] {
    const codes = this.#database.prepare(
      'select code from journey_coupon_issue where user_id = ? order by issued_at',
    );
    const passages = this.#database.prepare('select state, reason from journey_enrollment where user_id = ?');
    return people.map(({ userId }) => {
      const rows = passages.all(userId) as { state: string; reason: string | null }[];
      const over = rows.length > 0 && rows.every((row) => row.state === 'ended');
      return {
        codes: codes.all(userId).map((row) => String(row['code'])),
        ended: over ? (rows[0]?.reason ?? 'ended') : null,
        entered: rows.length,
      };
    });
  }

  close(): void {
    this.#database.close();
  }
}
