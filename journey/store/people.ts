import type { PersonRef, Standing } from '../ports/store';
import type { Engine, Tx } from './engine';
import { selectIn } from './rows';

export type { Standing };

/** A delivery with what its enrollment says. */
export interface CurrentPerson {
  readonly attempt: number;
  readonly state: string;
  readonly active: boolean;
  readonly enteredAt: number;
  readonly instanceKey: string;
  readonly workflowId: string;
  readonly holdout: boolean;
}

/** The deliveries of these people as they are now. Call it under the users' locks. */
export async function currentPeople(
  tx: Tx | Engine['db'],
  people: readonly PersonRef[],
): Promise<Map<string, CurrentPerson>> {
  const rows = await selectIn(
    people.map((person) => person.deliveryId),
    (slice) =>
      tx
        .selectFrom('journey_delivery as d')
        .innerJoin('journey_enrollment as e', 'e.id', 'd.enrollment_id')
        .select([
          'd.id',
          'd.attempt',
          'd.state',
          'd.workflow_id as workflowId',
          'e.state as enrollment',
          'e.entered_at as enteredAt',
          'e.instance_key as instanceKey',
          'e.holdout',
        ])
        .where('d.id', 'in', slice)
        .execute(),
  );
  return new Map(
    rows.map((row) => [row.id, { ...row, active: row.enrollment === 'active', holdout: row.holdout === 1 }]),
  );
}

/** The fence: an execution acts for somebody only with the attempt that runs now, and only inside the journey. */
export function standing(people: ReadonlyMap<string, CurrentPerson>, person: PersonRef): Standing {
  const current = people.get(person.deliveryId);
  const running = current?.state === 'running' || current?.state === 'in_native_wait';
  if (!current || current.attempt !== person.attempt || !running) return 'stale_attempt';
  return current.active ? 'current' : 'exited';
}

/** Whether these people's executions may still act for them, in order; without a lock, so it is true of a moment. */
export async function standings({ db }: Engine, people: readonly PersonRef[]): Promise<Standing[]> {
  const known = await currentPeople(db, people);
  return people.map((person) => standing(known, person));
}
