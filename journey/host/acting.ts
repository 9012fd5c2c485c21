import {
  NodeOperationError,
  type IExecuteData,
  type IExecuteFunctions,
  type INodeExecutionData,
} from 'n8n-workflow';
import type { ParkOutcome } from '../ports/store';
import type { ActingNode, Leaving, Moved, Return, Turn } from './acting-node';
import { continuationMark, inputItems, isStart, neutraliseSettings } from './continuation';
import { continuePeople, type Continuation } from './continue';
import { withStore } from './errors';
import { fewAtOnce } from './outside-call';
import { parkAll, refuseMerge, type Waiter } from './park';
import { travellers } from './people';
import { journeyProcess } from './process';
import { journalOf } from './waiting-node';

/**
 * The whole life of an acting node: each person who arrives has a turn; who has to wait is parked, one row each, and has
 * another turn when the wait is over, in the version of the journey that is published then.
 * @throws NodeOperationError when items belong to nobody, or a later merge could never be fed.
 */
export async function actingNode(
  context: IExecuteFunctions,
  describe: () => Promise<ActingNode>,
): Promise<INodeExecutionData[][]> {
  const entry = neutraliseSettings(context);
  // Only now: an error in a field must meet a node that n8n cannot make go on regardless.
  const node = await describe();
  const items = inputItems(entry);
  const back = continuationMark<readonly Return[]>(entry);
  const test = context.getMode() === 'manual';
  if (!test && !back && isStart(entry))
    return continuePeople(context, entry, items, returning(context, node));
  if (node.mayWait && !test) refuseMerge(context);
  const execution = journeyProcess().executions.get(context.getExecutionId());
  return withStore(context.getNode(), execution, () => takeTurns(context, entry, items, node, back ?? []));
}

function returning(context: IExecuteFunctions, node: ActingNode): Continuation<Return> {
  return {
    outputs: node.outputs.length,
    mark: ({ result, carried }) => ({ result, memo: carried.memo }),
    // What the turn comes to is its outcome.
    outcome: () => null,
    withoutHistory: () => {
      throw new NodeOperationError(
        context.getNode(),
        'Without the data of earlier nodes nothing can be done here',
        {
          description: 'This n8n does not let journeys go on in the middle of a workflow',
        },
      );
    },
  };
}

async function takeTurns(
  context: IExecuteFunctions,
  entry: IExecuteData,
  items: readonly INodeExecutionData[],
  node: ActingNode,
  back: readonly Return[],
): Promise<INodeExecutionData[][]> {
  const process = journeyProcess();
  const test = context.getMode() === 'manual';
  const arrived = await travellers(process, context, entry, items.length);
  let turns = arrived.travellers.map((traveller, item): Turn => ({
    ...{ item, traveller, test, back: back[item] ?? null },
    input: items[item] ?? { json: {} },
  }));
  const leaving: Left[] = [];
  // Whose wait is over before it began has another turn at once.
  for (let round = 0; turns.length > 0; round += 1) {
    const moved = await fewAtOnce(turns, (turn) => node.act(turn));
    leaving.push(...turns.flatMap(({ item }, place) => leftBy(item, moved[place], test)));
    const waiters = test ? [] : turns.flatMap((turn, place) => waiterOf(turn, moved[place], round));
    const outcomes = await parkAll(
      context,
      waiters.map(({ waiter }) => waiter),
    );
    await journalOf(context, stepsOf(turns, moved));
    leaving.push(...waiters.flatMap((waiting, place) => aheadOf(waiting, outcomes[place])));
    turns = waiters.flatMap(({ turn, waiter }, place) => again(turn, waiter, outcomes[place]));
  }
  arrived.completed();
  process.runtime.poke();
  return placed(node, items, leaving);
}

interface Left extends Leaving {
  readonly item: number;
}

function leftBy(item: number, moved: Moved | undefined, test: boolean): Left[] {
  if (moved?.move.kind === 'leave') return [{ item, ...moved.move }];
  return moved?.move.kind === 'wait' && test ? [{ item, ...moved.move.otherwise }] : [];
}

interface Waiting {
  readonly turn: Turn;
  readonly waiter: Waiter;
  readonly ahead: Leaving | undefined;
}

/** Only once the wait stands: what was asked must find it. Whoever need not wait is not asked. */
function aheadOf({ turn, ahead }: Waiting, outcome: ParkOutcome | undefined): Left[] {
  return ahead && outcome?.kind === 'parked' ? [{ item: turn.item, ...ahead }] : [];
}

function waiterOf(turn: Turn, moved: Moved | undefined, round: number): Waiting[] {
  if (moved?.move.kind !== 'wait') return [];
  const { wish, memo, ahead } = moved.move;
  const { traveller, input } = turn;
  const waitKey = round === 0 ? traveller.key : `${traveller.key}:${round}`;
  const goesOn = ahead !== undefined;
  return [{ turn, ahead, waiter: { traveller, wish, memo, input, waitKey, goesOn } }];
}

function again(turn: Turn, { memo }: Waiter, outcome: ParkOutcome | undefined): Turn[] {
  return outcome?.kind === 'resolved' ? [{ ...turn, back: { result: outcome.result, memo } }] : [];
}

function stepsOf(turns: readonly Turn[], moved: readonly Moved[]): Parameters<typeof journalOf>[1] {
  return turns.flatMap(({ traveller: { person, key } }, place) =>
    [...new Set(moved[place]?.outcomes)].map((outcome) => ({ person, key, outcome })),
  );
}

function placed(
  node: ActingNode,
  items: readonly INodeExecutionData[],
  leaving: readonly Left[],
): INodeExecutionData[][] {
  const outputs = node.outputs.map((): INodeExecutionData[] => []);
  for (const { item, branchId, data } of [...leaving].sort((a, b) => a.item - b.item)) {
    const place = node.outputs.findIndex((output) => output.branchId === branchId);
    outputs[place]?.push({ json: { ...items[item]?.json, ...data }, pairedItem: { item } });
  }
  return outputs;
}
