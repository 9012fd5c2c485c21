import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';

/** Somebody's passage through a journey, as the store has it. */
export interface EnrollmentRow {
  id: string;
  user_id: string;
  state: 'active' | 'ended';
  reason: string | null;
  error: string | null;
}

/** A wait, as the store has it. */
export interface WaitRow {
  id: string;
  user_id: string;
  node_id: string;
  state: string;
  deadline_at: number | null;
}

/** A delivery, as the store has it. */
export interface DeliveryRow {
  id: string;
  kind: 'entry' | 'wait';
  user_id: string;
  node_id: string;
  state: string;
  attempt: number;
  alone: number;
  execution_id: string | null;
  reason: string | null;
}

/** Reads the embedded store of an n8n beside its one writer; it can change nothing. */
export class StoreView {
  readonly file: string;

  constructor(userFolder: string) {
    this.file = join(userFolder, '.n8n', 'journeys.sqlite');
  }

  /** The rows of one query. */
  rows<Row>(sql: string, ...values: SQLInputValue[]): Row[] {
    const database = new DatabaseSync(this.file, { readOnly: true });
    try {
      return database.prepare(sql).all(...values) as Row[];
    } finally {
      database.close();
    }
  }

  /** Passages through a journey, in the order of entry. */
  enrollments(workflowId: string): EnrollmentRow[] {
    return this.rows('select * from journey_enrollment where workflow_id = ? order by entry_seq', workflowId);
  }

  /** Waits of a journey, oldest first. */
  waits(workflowId: string, state?: string): WaitRow[] {
    const rows = this.rows<WaitRow>(
      'select * from journey_wait where workflow_id = ? order by rowid',
      workflowId,
    );
    return state === undefined ? rows : rows.filter((row) => row.state === state);
  }

  /** Who waits in a journey, sorted. */
  waiting(workflowId: string): string[] {
    return this.waits(workflowId, 'open')
      .map(({ user_id }) => user_id)
      .sort();
  }

  /** Deliveries of a journey, oldest first. */
  deliveries(workflowId: string, state?: string): DeliveryRow[] {
    const rows = this.rows<DeliveryRow>(
      'select * from journey_delivery where workflow_id = ? order by rowid',
      workflowId,
    );
    return state === undefined ? rows : rows.filter((row) => row.state === state);
  }

  /** Outcomes in a journey's journal, oldest first. */
  steps(workflowId: string): { node_id: string; outcome: string; enrollment_id: string }[] {
    return this.rows('select * from journey_step where workflow_id = ? order by rowid', workflowId);
  }

  /** Whether the log is routed, nothing is under way, and no time-out is due at `at`. */
  settled(at: number): boolean {
    const [figures] = this.rows<{ behind: number; busy: number; due: number }>(
      `select
        (select coalesce(max(seq), 0) from journey_event) >
          (select coalesce(max(seq), 0) from journey_cursor where name = 'route') as behind,
        (select count(*) from journey_delivery where state in ('ready', 'emitted', 'running')) as busy,
        (select count(*) from journey_wait where state = 'open' and commit_at <= ?) as due`,
      at,
    );
    return figures !== undefined && figures.behind === 0 && figures.busy === 0 && figures.due === 0;
  }
}
