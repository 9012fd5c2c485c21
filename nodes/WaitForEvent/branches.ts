/** What tells one branch of the node from another. */
interface BranchIdentity {
  readonly id?: string;
  readonly event: string;
}

/**
 * The ids by which waiting people remember their branch, in the order of the branches and all different. An id is the
 * branch's own hidden `id` or else its event name and its place among the branches of that event (`purchase#1`): it
 * survives renaming the output and moving it among branches of other events. A branch for another event is another branch.
 */
export function branchIds(branches: readonly BranchIdentity[]): string[] {
  const used = new Set<string>();
  return branches.map(({ id, event }) => {
    let place = 1;
    let candidate = id || `${event}#${place}`;
    while (used.has(candidate)) {
      candidate = `${event}#${place}`;
      place += 1;
    }
    used.add(candidate);
    return candidate;
  });
}
