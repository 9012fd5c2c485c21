import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { WaitResult } from '../ports/store';
import type { Traveller } from './people';
import type { WaitOutput, Wish } from './waiting-node';

/** How somebody's wait at an acting node ended, and what the node had remembered. */
export interface Return {
  readonly result: WaitResult;
  readonly memo: unknown;
}

/** Somebody whose turn it is at an acting node. */
export interface Turn {
  /** The place of their item: fields of the node are read for it. */
  readonly item: number;
  readonly input: INodeExecutionData;
  readonly traveller: Traveller;
  /** Null when they have just arrived. */
  readonly back: Return | null;
  /** Whether this is a test run in the editor that was told to really act; nobody waits there. */
  readonly test: boolean;
}

/** What becomes of somebody at the end of their turn. */
export type Move =
  /** They leave by an output, with more fields in their item. */
  | { readonly kind: 'leave'; readonly branchId: string; readonly data: IDataObject }
  /** They wait, and it is their turn again when the wait is over. */
  | {
      readonly kind: 'wait';
      readonly wish: Wish;
      readonly memo: unknown;
      readonly otherwise: Leaving;
      /** What leaves at once while they wait, such as the question they are to answer; absent = nothing. */
      readonly ahead?: Leaving;
    }
  /** They have left the journey: their item ends here. */
  | { readonly kind: 'gone' };

/** Where people go who cannot wait, since this is a test run. */
export type Leaving = Omit<Extract<Move, { kind: 'leave' }>, 'kind'>;

/** A move with what the journal says of the turn. */
export interface Moved {
  readonly move: Move;
  readonly outcomes: readonly string[];
}

/** A node that does something for each person, and may let them wait before, between and after. */
export interface ActingNode {
  /** The outputs in the order of the canvas. */
  readonly outputs: readonly WaitOutput[];
  /** Whether anybody may have to wait here: then nothing behind it may join people with those who do not. */
  readonly mayWait: boolean;
  /**
   * Does one person's turn. It may be done again after a crash, with the same key, and has to come to the same end: what
   * it does outside goes through the ledger of calls.
   */
  act(turn: Turn): Promise<Moved>;
}
