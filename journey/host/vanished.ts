import type { IExecuteFunctions, INodeExecutionData, IPairedItemData, ITaskData } from 'n8n-workflow';
import type { ClaimedPerson } from '../ports/store';
import { graphOf, inside } from './continuation';
import { declaredOutputs } from './execution-end';
import type { Step } from './journal';
import type { JourneyProcess } from './process';
import { ONE_BY_ONE, typeName } from './sharing';

/** People by the places of their items at the beginning of the execution. */
type Places = ReadonlySet<number>;
type RunData = Readonly<Record<string, readonly ITaskData[]>>;

/**
 * People of an execution that ended well whose items vanished on the way, as in a Filter or a Limit: `dropped`, at the node
 * that put nothing out for them. Their journey is over all the same. Who came to an end, where nothing is connected, or to a
 * node of ours, which may keep them, is not meant; nor is anybody where it cannot be told whose items are whose.
 */
export function vanishedIn(process: JourneyProcess, context: IExecuteFunctions): Step[] {
  const execution = process.executions.get(context.getExecutionId());
  try {
    // Of a retried execution the items are those of all who shared it, and the people those who were taken back.
    return !execution || execution.retried ? [] : vanished(context, execution.people);
  } catch {
    // A figure is never worth an execution whose end is not written down.
    return [];
  }
}

function vanished(context: IExecuteFunctions, people: readonly ClaimedPerson[]): Step[] {
  const { runData } = inside(context).runExecutionData.resultData;
  const { connections, nodes } = graphOf(context);
  const trace = new Trace(runData, people.length === 1, (name) => declaredOutputs(context, name));
  const kept = new Set<number>();
  const lastSeen = new Map<number, string>();
  const tasks = Object.entries(runData).flatMap(([name, runs]) =>
    runs.map((task, run) => ({ name, task, run })),
  );
  for (const { name, task, run } of tasks.sort((a, b) => a.task.executionIndex - b.task.executionIndex)) {
    // What only serves another node, as a model serves an agent, hands nobody on.
    if (task.data && !task.data['main']) continue;
    const came = trace.into(task);
    const left = trace.outOf(name, run);
    if (came === null || left === null) return [];
    const ways = connections[name]?.['main'] ?? [];
    const ends = left.filter((_, output) => (ways[output] ?? []).length === 0);
    for (const place of ends.flatMap((places) => [...places])) kept.add(place);
    const node = nodes[name];
    const keeps =
      node === undefined || ONE_BY_ONE.has(typeName(node)) || ways.every((way) => (way ?? []).length === 0);
    const out = new Set(left.flatMap((places) => [...places]));
    for (const place of came) {
      if (out.has(place)) continue;
      if (keeps) kept.add(place);
      else lastSeen.set(place, node.id);
    }
  }
  return people.flatMap((person, place) => {
    const nodeId = lastSeen.get(place);
    if (nodeId === undefined || kept.has(place)) return [];
    return [{ person, key: person.deliveryId, outcome: 'dropped', nodeId }];
  });
}

/** Whose items went where. Null where items of several people cannot be told apart. */
class Trace {
  readonly #known = new Map<string, Places | null>();
  readonly #outputs = new Map<string, Places | null>();

  constructor(
    private readonly runs: RunData,
    /** One person alone owns whatever there is. */
    private readonly alone: boolean,
    private readonly outputs: (name: string) => number,
  ) {}

  /** Who came to a node. */
  into(task: ITaskData): Places | null {
    const places = (task.source ?? []).map((source) =>
      source === null
        ? new Set<number>()
        : this.#all(source.previousNode, source.previousNodeRun ?? 0, source.previousNodeOutput ?? 0),
    );
    return union(places);
  }

  /** Who left a node, by output. */
  outOf(name: string, run: number): Places[] | null {
    const declared = (this.runs[name]?.[run]?.data?.['main'] ?? []).slice(0, this.outputs(name));
    const outputs = declared.map((_, output) => this.#all(name, run, output));
    return outputs.every((places) => places !== null) ? outputs : null;
  }

  /** Asked where an output is left and by every node that it leads to. */
  #all(name: string, run: number, output: number): Places | null {
    const key = [name, run, output].join('/');
    const known = this.#outputs.get(key);
    if (known !== undefined) return known;
    const places = this.#traced(name, run, output);
    this.#outputs.set(key, places);
    return places;
  }

  #traced(name: string, run: number, output: number): Places | null {
    const items = this.runs[name]?.[run]?.data?.['main']?.[output] ?? [];
    if (this.alone) return new Set(items.length > 0 ? [0] : []);
    return this.#guessed(name, run)
      ? null
      : union(items.map((item, index) => this.#owners(item, [name, run, output, index])));
  }

  /** Where one item comes of many and does not say of which, n8n writes down that it came of the first. */
  #guessed(name: string, run: number): boolean {
    const { source = [], data } = this.runs[name]?.[run] ?? {};
    const items = (data?.['main'] ?? []).flatMap((output) => output ?? []);
    const [from] = source;
    if (items.length !== 1 || source.length !== 1 || !from) return false;
    const { previousNode, previousNodeRun = 0, previousNodeOutput = 0 } = from;
    const came = this.runs[previousNode]?.[previousNodeRun]?.data?.['main']?.[previousNodeOutput] ?? [];
    return came.length > 1 && JSON.stringify(items[0]?.pairedItem) === '{"item":0}';
  }

  #owners(item: INodeExecutionData, at: readonly [string, number, number, number]): Places | null {
    const key = at.join('/');
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const [name, run, , index] = at;
    const sources = this.runs[name]?.[run]?.source ?? [];
    const owners =
      sources.length === 0 ? new Set([index]) : union(pairsOf(item).map((pair) => this.#from(sources, pair)));
    this.#known.set(key, owners);
    return owners;
  }

  #from(sources: ITaskData['source'], { item, input, sourceOverwrite }: IPairedItemData): Places | null {
    const source = sourceOverwrite ?? sources[input ?? 0];
    if (!source) return null;
    const { previousNode, previousNodeRun: run = 0, previousNodeOutput: output = 0 } = source;
    const found = this.runs[previousNode]?.[run]?.data?.['main']?.[output]?.[item];
    return found ? this.#owners(found, [previousNode, run, output, item]) : null;
  }
}

/** Which items an item came from; one that does not say it came from nobody that is known. */
function pairsOf({ pairedItem }: INodeExecutionData): IPairedItemData[] {
  const pairs = Array.isArray(pairedItem) ? pairedItem : [pairedItem ?? { item: -1 }];
  return pairs.length === 0
    ? [{ item: -1 }]
    : pairs.map((pair) => (typeof pair === 'number' ? { item: pair } : pair));
}

function union(places: readonly (Places | null)[]): Places | null {
  // Mostly it is one, which is shared: after an item of all people there may be thousands.
  if (places.length === 1) return places[0] ?? null;
  const all = new Set<number>();
  for (const some of places) {
    if (some === null) return null;
    for (const place of some) all.add(place);
  }
  return all;
}
