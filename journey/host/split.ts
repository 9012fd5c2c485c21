import {
  NodeOperationError,
  type IDataObject,
  type IExecuteData,
  type IExecuteFunctions,
  type INodeExecutionData,
} from 'n8n-workflow';
import type { Behaviour } from '../domain/behaviour';
import type { Root } from '../domain/segments';
import type { LineageStep, Tallies } from '../ports/store';
import { withBehaviour } from './behaviour';
import { ancestryOf, inputItems, neutraliseSettings, rootStep } from './continuation';
import { withStore } from './errors';
import { journal } from './journal';
import { type Traveller, arrivals } from './people';
import { journeyProcess, type JourneyProcess } from './process';

/** An output of a splitting node; the id is what the journal remembers. */
export interface SplitOutput {
  readonly id: string;
  readonly name: string;
}

/** Whom an item is about, as far as the split asks for it. */
export interface Subject {
  readonly item: IDataObject;
  /** Null where nobody can be known again. */
  readonly userId: string | null;
  readonly event: IDataObject | null;
  readonly journey: IDataObject | null;
  readonly profile: Readonly<Record<string, unknown>> | null;
  /** What they have done, if the split asks for it; null where nobody can be known again. */
  readonly did?: Tallies | null;
}

/** What makes one split different from another. */
export interface SplittingNode {
  /** The outputs in the order of the canvas; the last one is for everybody else. */
  readonly outputs: readonly SplitOutput[];
  /** What has to be known of the person, besides the item. */
  readonly needs: ReadonlySet<Root>;
  /** What has to be counted of what they did. */
  readonly behaviours: readonly Behaviour[];
  /** The id of the output of one item. */
  choose(item: number, subject: Subject): string;
}

/**
 * Sends each item out of one output, unchanged. What is asked of a profile is read for all people in one query, and so is what they did. In test
 * runs the same is decided about the same people, and nothing is written.
 * @throws NodeOperationError when a person is asked for and the items belong to nobody.
 */
export async function splitPeople(
  context: IExecuteFunctions,
  describe: () => SplittingNode,
): Promise<INodeExecutionData[][]> {
  const entry = neutraliseSettings(context);
  const node = describe();
  const items = inputItems(entry);
  const process = journeyProcess();
  const execution = process.executions.get(context.getExecutionId());
  return withStore(context.getNode(), execution, async () => {
    const test = context.getMode() === 'manual';
    const arrived = await arrivals(process, context, entry, items.length);
    if (!test && !arrived) refuseStrangers(context, node.needs);
    const subjects = items.map((input, item): Subject => {
      if (arrived) return travelling(input, arrived.travellers[item]);
      return test ? tested(context, entry, input, item) : stranger(input);
    });
    const profiled = await withProfiles(process, node, subjects);
    const known = await withBehaviour(process, context, node.behaviours, profiled);
    const chosen = known.map((subject, item) => node.choose(item, subject));
    if (arrived) {
      const steps = arrived.travellers.map(({ person, key }, item) => ({
        person,
        key,
        outcome: chosen[item] ?? '',
      }));
      await journal(process, context, steps);
      arrived.completed();
    }
    return node.outputs.map(({ id }) =>
      items.flatMap((input, item) => (chosen[item] === id ? [{ ...input, pairedItem: { item } }] : [])),
    );
  });
}

function refuseStrangers(context: IExecuteFunctions, needs: ReadonlySet<Root>): void {
  const asked = [...needs].filter((root) => root !== 'item');
  if (asked.length === 0) return;
  throw new NodeOperationError(
    context.getNode(),
    `A condition reads ${asked.map((root) => `${root}.…`).join(' and ')}, but these items belong to no journey`,
    {
      description:
        'Only items that began at a User Event Trigger belong to a person. Elsewhere conditions can read the item: $json.…',
    },
  );
}

function travelling({ json }: INodeExecutionData, traveller: Traveller | undefined): Subject {
  const userId = traveller?.person.userId ?? null;
  return subjectOf(json, userId, traveller?.lineage[0]);
}

function tested(
  context: IExecuteFunctions,
  entry: IExecuteData,
  { json }: INodeExecutionData,
  item: number,
): Subject {
  const ancestry = ancestryOf(context, entry, item);
  const root = 'broken' in ancestry ? rootStep(context) : ancestry.steps[0];
  const start = root ?? { json };
  return subjectOf(json, userIdOf(start.json) ?? userIdOf(json), start);
}

function stranger({ json }: INodeExecutionData): Subject {
  return { item: json, userId: userIdOf(json), event: null, journey: null, profile: null };
}

/** Event and entry are read from the trigger's item, which is made anew for whoever continues after a wait. */
function subjectOf(
  item: IDataObject,
  userId: string | null,
  root: Pick<LineageStep, 'json'> | undefined,
): Subject {
  const { journey, ...event } = (root?.json ?? {}) as IDataObject;
  return {
    item,
    userId,
    event,
    journey: { ...(journey as IDataObject | undefined), userId },
    profile: null,
  };
}

function userIdOf(json: Readonly<Record<string, unknown>>): string | null {
  const { userId } = json;
  return (typeof userId === 'string' && userId !== '') || typeof userId === 'number' ? String(userId) : null;
}

async function withProfiles(
  process: JourneyProcess,
  node: SplittingNode,
  subjects: readonly Subject[],
): Promise<readonly Subject[]> {
  if (!node.needs.has('profile')) return subjects;
  const userIds = subjects.flatMap(({ userId }) => (userId === null ? [] : [userId]));
  const profiles = await (await process.runtime.store()).profilesOf(userIds);
  return subjects.map((subject) => ({
    ...subject,
    profile: (subject.userId === null ? undefined : profiles.get(subject.userId)) ?? {},
  }));
}
