import {
  NodeOperationError,
  type IDataObject,
  type IExecuteData,
  type IExecuteFunctions,
  type INodeExecutionData,
} from 'n8n-workflow';
import { idText } from '../domain/identity';
import type { JourneyStore, StepRef } from '../ports/store';
import { ancestryOf, inputItems, neutraliseSettings, rootStep } from './continuation';
import { withStore } from './errors';
import { journal } from './journal';
import { arrivals } from './people';
import { journeyProcess } from './process';

/** Whom an item is about. */
export interface Subject {
  readonly item: number;
  readonly input: INodeExecutionData;
  readonly userId: string;
  /** The step of the person in whose journey this happens; null outside journeys and in test runs. */
  readonly step: StepRef | null;
}

/** What came of one item: the json it leaves with, null when it ends here, and the outcome for the journal. */
export interface Answer {
  readonly json: IDataObject | null;
  readonly outcome: string;
}

/**
 * Asks `answer` about everybody whom the items are about. In a journey that is the person, by lineage, unless the node's
 * fields name somebody else; in any other workflow and in test runs it is the item's `userId`. Writes the journal.
 * @throws NodeOperationError naming an item that is about nobody.
 */
export async function aboutPeople(
  context: IExecuteFunctions,
  otherId: (item: number) => string | null,
  answer: (store: JourneyStore, subjects: readonly Subject[]) => Promise<readonly Answer[]>,
): Promise<INodeExecutionData[]> {
  const entry = neutraliseSettings(context);
  const items = inputItems(entry);
  const process = journeyProcess();
  const execution = process.executions.get(context.getExecutionId());
  return withStore(context.getNode(), execution, async () => {
    const arrived = await arrivals(process, context, entry, items.length);
    const nodeId = context.getNode().id;
    const subjects = items.map((input, item): Subject => {
      const traveller = arrived?.travellers[item];
      const step = traveller ? { person: traveller.person, key: traveller.key, nodeId } : null;
      const own = traveller?.person.userId ?? idText(userIdIn(context, entry, item));
      return { item, input, step, userId: otherId(item) ?? own ?? nobody(context, item) };
    });
    const answers = await answer(await process.runtime.store(), subjects);
    if (arrived) {
      const steps = arrived.travellers.map(({ person, key }, item) => ({
        person,
        key,
        outcome: answers[item]?.outcome ?? 'exited',
      }));
      await journal(process, context, steps);
      arrived.completed();
    }
    return subjects.flatMap(({ item }) => {
      const json = answers[item]?.json;
      return json ? [{ json, pairedItem: { item } }] : [];
    });
  });
}

/** The `userId` of an item. In a test run the trigger's item says it, as it would in the journey. */
export function userIdIn(context: IExecuteFunctions, entry: IExecuteData, item: number): unknown {
  const own = inputItems(entry)[item]?.json['userId'];
  if (context.getMode() !== 'manual') return own;
  const ancestry = ancestryOf(context, entry, item);
  const root = 'broken' in ancestry ? rootStep(context) : ancestry.steps[0];
  return root?.json['userId'] ?? own;
}

function nobody(context: IExecuteFunctions, item: number): never {
  throw new NodeOperationError(context.getNode(), `Item ${item} is about nobody: it has no userId`, {
    itemIndex: item,
    description:
      'Outside a journey an item needs a field userId of 1 to 256 characters, or set "Whose Profile" to Another User and give the ID',
  });
}
