import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { DeadlineRule } from '../domain/deadline';
import type { BranchMatch, WaitBranch } from '../domain/matching';
import type { LookBack, WaitResult } from '../ports/store';
import { withStore } from './errors';
import { eventItem, iso } from './event-items';
import { journal, type Step } from './journal';
import { journeyProcess } from './process';

/** The branch id of the output that the clock takes. */
export const TIMED_OUT = 'timed_out';

/** An output of a waiting node. */
export interface WaitOutput {
  readonly branchId: string;
  readonly name: string;
}

/** What one person waits for. */
export interface Wish {
  readonly branches: readonly WaitBranch[];
  /** Whether every branch must happen; absent = the first decides. */
  readonly allOf?: boolean;
  /** Events that count the deadline again; absent = none. */
  readonly restartOn?: readonly WaitBranch[];
  readonly lookBack: LookBack;
  /** How long at most from the arrival, in milliseconds as set on the canvas; null = for ever, or until `deadline`. */
  readonly limitMs: number | null;
  /** Until when, where that is more than a length of time from the arrival. */
  readonly deadline?: DeadlineRule;
}

/** What makes one waiting node different from another. */
export interface WaitingNode {
  /** The outputs in the order of the canvas. */
  readonly outputs: readonly WaitOutput[];
  /** The branches that must all happen, in the order of the canvas; absent where the first decides. */
  readonly awaited?: readonly WaitOutput[];
  wish(item: number): Wish;
  /** What a test run in the editor shows of the person of an item; nobody is parked there. */
  testRun(item: number, person: TestPerson): TestRun;
}

/** Who a test run is about, and its time as ISO 8601; without `userId` where nothing says it. */
export interface TestPerson {
  readonly userId?: string;
  readonly timestamp: string;
}

/** The branch a test run takes, and the event it shows; `events` of each branch where all are needed. */
export interface TestRun {
  readonly branchId: string;
  readonly event: IDataObject | null;
  readonly events?: readonly IDataObject[];
}

/** What the second pass needs to know of each item. */
export interface Resolved {
  readonly branchId: string;
  readonly wait: IDataObject;
}

/** Sends each item out of its branch's output, with how the wait ended under `wait`. */
export function emit(
  node: WaitingNode,
  items: readonly INodeExecutionData[],
  resolvedOf: (item: number) => Resolved | undefined,
): INodeExecutionData[][] {
  const outputs = node.outputs.map((): INodeExecutionData[] => []);
  items.forEach((input, item) => {
    const resolved = resolvedOf(item);
    const output = node.outputs.findIndex(({ branchId }) => branchId === resolved?.branchId);
    if (!resolved) return;
    outputs[output]?.push({ json: { ...input.json, wait: resolved.wait }, pairedItem: { item } });
  });
  return outputs;
}

/** How a wait ended, as the items after it show it. */
export function resolvedBy(node: Pick<WaitingNode, 'outputs' | 'awaited'>, result: WaitResult): Resolved {
  const branchId = result.branchId ?? TIMED_OUT;
  return {
    branchId,
    wait: {
      outcome: node.outputs.find((output) => output.branchId === branchId)?.name ?? branchId,
      event: result.event ? eventItem(result.event) : null,
      ...(result.happened && node.awaited && { events: eventsOf(node.awaited, result.happened) }),
      startedAt: iso(result.startedAt),
      deadlineAt: result.deadlineAt === null ? null : iso(result.deadlineAt),
    },
  };
}

/** What has happened of each branch; null = not in time. */
function eventsOf(awaited: readonly WaitOutput[], happened: readonly BranchMatch[]): IDataObject[] {
  return awaited.map(({ branchId, name }) => {
    const match = happened.find((one) => one.branchId === branchId);
    return { name, event: match ? eventItem(match.event) : null };
  });
}

/** Writes steps of this node, as part of its execution. */
export async function journalOf(context: IExecuteFunctions, steps: readonly Step[]): Promise<void> {
  await withStore(context.getNode(), journeyProcess().executions.get(context.getExecutionId()), () =>
    journal(journeyProcess(), context, steps),
  );
}
