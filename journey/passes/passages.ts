import { instanceKey } from '../domain/entry';
import { exitsBy, reachesGoal } from '../domain/leaving';
import type { LoggedEvent } from '../domain/user-event';
import {
  readEnrollmentsKey,
  type Entry,
  type RouteBatch,
  type RouteDecision,
  type StoredRule,
} from '../ports/store';

/** A passage as the events of one batch change it; `entry` is set when it began in this batch. */
interface Draft {
  readonly id: string;
  readonly workflowId: string;
  readonly userId: string;
  readonly instanceKey: string;
  readonly enteredAt: number;
  readonly entry: Omit<Entry, 'exitedBy' | 'goalBy'> | null;
  state: 'active' | 'ended';
  exitedBy: LoggedEvent | null;
  goal: { readonly rule: StoredRule; readonly event: LoggedEvent } | 'before' | null;
}

/** The passages of the users of a batch, while its events are applied one after another. */
export class Passages {
  readonly #byKey = new Map<string, Draft[]>();
  readonly #byUser = new Map<string, Draft[]>();

  constructor(batch: RouteBatch) {
    for (const [key, list] of batch.enrollments) {
      const of = readEnrollmentsKey(key);
      for (const { id, state, enteredAt, goalReached } of list) {
        const goal = goalReached ? 'before' : null;
        const place = { id, ...of, enteredAt };
        this.#add(key, { ...place, entry: null, state, exitedBy: null, goal });
      }
    }
  }

  /** Passages of one user through one journey and instance. */
  of(key: string): readonly Draft[] {
    return this.#byKey.get(key) ?? [];
  }

  /** A passage begins. */
  enter(key: string, entry: Omit<Entry, 'exitedBy' | 'goalBy'>): void {
    this.#add(key, {
      id: '',
      workflowId: entry.rule.workflowId,
      userId: entry.event.userId,
      instanceKey: entry.instanceKey,
      enteredAt: entry.event.at,
      entry,
      state: 'active',
      exitedBy: null,
      goal: null,
    });
  }

  /**
   * Lets an event reach goals and take people out of a rule's journey. An event that carries the instance's value concerns
   * that instance only, any other one all passages of its user; nobody is concerned by what happened before they entered,
   * and of what was `known` before only those who enter in this batch.
   */
  apply({ rule, ...node }: StoredRule, event: LoggedEvent, known = false): void {
    const { exits = [], goal } = rule;
    const leaves = exitsBy(exits, event);
    if (!leaves && !goal) return;
    const instance = instanceKey(rule, event);
    for (const passage of this.#byUser.get(event.userId) ?? []) {
      const own = passage.entry?.event === event;
      const concerned = !own && passage.workflowId === node.workflowId && event.at >= passage.enteredAt;
      if (!concerned || (known && passage.entry === null)) continue;
      if (instance !== '' && passage.instanceKey !== instance) continue;
      if (goal && passage.goal === null && reachesGoal(goal, event, passage.enteredAt)) {
        passage.goal = { rule: { rule, ...node }, event };
      }
      if (!leaves || passage.state === 'ended') continue;
      passage.state = 'ended';
      passage.exitedBy = event;
    }
  }

  /** What the store has to write. */
  outcome(): Pick<RouteDecision, 'entered' | 'exited' | 'goals'> {
    const all = [...this.#byKey.values()].flat();
    const known = all.filter((passage) => passage.entry === null);
    return {
      entered: all.flatMap(({ entry, exitedBy, goal }): Entry[] =>
        entry ? [{ ...entry, exitedBy, goalBy: goal && goal !== 'before' ? goal.event : null }] : [],
      ),
      exited: known.filter(({ exitedBy }) => exitedBy !== null).map(({ id }) => id),
      goals: known.flatMap(({ id, goal }) =>
        goal && goal !== 'before' ? [{ enrollmentId: id, ...goal }] : [],
      ),
    };
  }

  #add(key: string, passage: Draft): void {
    this.#byKey.set(key, [...(this.#byKey.get(key) ?? []), passage]);
    this.#byUser.set(passage.userId, [...(this.#byUser.get(passage.userId) ?? []), passage]);
  }
}
