/** A call that somebody is to make, as the call list shows it. */
export interface OpenCall {
  /** What dispositions name. */
  readonly key: string;
  readonly to: string;
  readonly name: string;
  readonly script: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly priority: number;
  readonly assignee: string | null;
  readonly dueAt: number | null;
  readonly createdAt: number;
  /** The time zone in which agents see and say times. */
  readonly zone: string;
  /** Counted from 1. */
  readonly attempt: number;
}

/** A call of the list, with who is at it. */
export interface ListedCall extends OpenCall {
  readonly takenBy: string | null;
}

/** The calls in the order in which they should be made: the more urgent, then those that are due earlier, then the older. */
export function inCallingOrder<T extends OpenCall>(calls: readonly T[]): T[] {
  const due = ({ dueAt }: OpenCall): number => dueAt ?? Infinity;
  return [...calls].sort((a, b) => {
    if (a.priority !== b.priority) return b.priority - a.priority;
    return due(a) === due(b) ? a.createdAt - b.createdAt : due(a) - due(b);
  });
}

/** Whether a call is for this agent: given to them or taken by them, or to nobody; without a name all calls are. */
export function isFor(agent: string, { assignee, takenBy }: ListedCall): boolean {
  const whose = takenBy ?? assignee;
  return agent.trim() === '' || whose === null || isSameAgent(whose, agent);
}

/** Whether two names are those of one agent: agents type them by hand. */
export function isSameAgent(one: string, other: string): boolean {
  const plain = (name: string): string => name.trim().toLowerCase();
  return plain(one) === plain(other);
}
