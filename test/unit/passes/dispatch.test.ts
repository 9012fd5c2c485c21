import { Dispatcher } from '../../../journey/passes/dispatch';
import type { Listener } from '../../../journey/ports/starter';
import type { DeliveryRef, NodeRef } from '../../../journey/ports/store';
import { storeWith } from '../fakes';

interface Started {
  readonly node: string;
  readonly ids: string[];
  readonly end: () => Promise<void>;
}

/** Listeners over queues of deliveries; executions run until `end` is called. */
class Bench {
  readonly started: Started[] = [];
  readonly ended: string[][] = [];
  readonly asked: [node: string, limit: number][] = [];
  readonly #queues: Map<string, string[]>;

  constructor(queues: Readonly<Record<string, number>>) {
    const ids = (node: string, count: number) =>
      Array.from({ length: count }, (_, index) => `${node}${index + 1}`);
    this.#queues = new Map(Object.entries(queues).map(([node, count]) => [node, ids(node, count)]));
  }

  listener(nodeId: string, given: Partial<Listener> = {}): Listener {
    const start = (refs: readonly DeliveryRef[]) =>
      new Promise<void>((resolve) => {
        const end = async () => {
          resolve();
          await new Promise(setImmediate);
        };
        this.started.push({ node: nodeId, ids: refs.map(({ id }) => id), end });
      });
    return { workflowId: `of-${nodeId}`, nodeId, kind: 'wait', peoplePerExecution: 1, start, ...given };
  }

  run(dispatcher: Dispatcher, ...listeners: Listener[]) {
    return dispatcher.run(listeners, {
      store: storeWith({
        readyAt: async (nodes) => nodes.filter(({ nodeId }) => (this.#queues.get(nodeId) ?? []).length > 0),
        takeReady: async (node, limit) => this.#take(node, limit),
      }),
      bootId: 'boot',
      now: () => 1,
      ended: (refs) => this.ended.push(refs.map(({ id }) => id)),
    });
  }

  get order(): string[] {
    return this.started.flatMap(({ ids }) => ids);
  }

  #take({ nodeId }: NodeRef, limit: number): DeliveryRef[] {
    this.asked.push([nodeId, limit]);
    return (this.#queues.get(nodeId) ?? []).splice(0, limit).map((id) => ({ id, attempt: 1 }));
  }
}

const everyNode = async (nodes: readonly NodeRef[]): Promise<NodeRef[]> => [...nodes];

test('listeners take turns, so that a busy journey cannot starve the rest', async () => {
  const bench = new Bench({ a: 5, b: 1, c: 2 });
  const listeners = ['a', 'b', 'c'].map((name) => bench.listener(name));
  expect(await bench.run(new Dispatcher(20), ...listeners)).toBe(8);
  expect(bench.order).toEqual(['a1', 'b1', 'c1', 'a2', 'c2', 'a3', 'a4', 'a5']);
});

test('the turn is kept from one run to the next', async () => {
  const bench = new Bench({ a: 9, b: 9 });
  const dispatcher = new Dispatcher(1);
  const listeners = [bench.listener('a'), bench.listener('b')];
  for (let round = 0; round < 4; round++) {
    await bench.run(dispatcher, ...listeners);
    await bench.started[round]?.end();
  }
  expect(bench.order).toEqual(['a1', 'b1', 'a2', 'b2']);
});

test('a slot is free again once the host lets go', async () => {
  const bench = new Bench({ a: 5 });
  const dispatcher = new Dispatcher(2);
  const listener = bench.listener('a');
  expect([await bench.run(dispatcher, listener), dispatcher.inFlight]).toEqual([2, 2]);
  expect(await bench.run(dispatcher, listener)).toBe(0);
  await bench.started[1]?.end();
  expect([bench.ended, dispatcher.inFlight]).toEqual([[['a2']], 1]);
  expect(await bench.run(dispatcher, listener)).toBe(1);
  expect(bench.order).toEqual(['a1', 'a2', 'a3']);
});

test('nothing is taken that could not be started', async () => {
  const bench = new Bench({ a: 5 });
  const dispatcher = new Dispatcher(2);
  await bench.run(dispatcher, bench.listener('a'));
  await bench.run(dispatcher, bench.listener('a'));
  expect(bench.asked).toHaveLength(2);
});

test('the trigger says how many people share an execution, for its own journey only', async () => {
  const bench = new Bench({ a: 5, b: 5, other: 2 });
  const shared = { workflowId: 'journey' };
  const trigger = bench.listener('a', { ...shared, kind: 'entry', peoplePerExecution: 3 });
  await bench.run(new Dispatcher(20), trigger, bench.listener('b', shared), bench.listener('other'));
  expect(bench.started.map(({ ids }) => ids)).toEqual([
    ['a1', 'a2', 'a3'],
    ['b1', 'b2', 'b3'],
    ['other1'],
    ['a4', 'a5'],
    ['b4', 'b5'],
    ['other2'],
  ]);
});

test("a journey's pace is the store's to keep, for entries that ask for one", async () => {
  const asked: unknown[] = [];
  const store = storeWith({
    readyAt: everyNode,
    takeReady: async (node, _limit, _boot, _now, maxPerMinute) => {
      asked.push([node.nodeId, maxPerMinute]);
      return [];
    },
  });
  const bench = new Bench({});
  const listeners = [bench.listener('paced', { kind: 'entry', maxPerMinute: 7 }), bench.listener('free')];
  await new Dispatcher(2).run(listeners, { store, bootId: 'boot', now: () => 1, ended: () => {} });
  expect(asked).toEqual([
    ['paced', 7],
    ['free', undefined],
  ]);
});

test('nothing is taken where nobody is ready', async () => {
  const bench = new Bench({ b: 1 });
  await bench.run(new Dispatcher(20), ...['a', 'b', 'c'].map((name) => bench.listener(name)));
  expect(new Set(bench.asked.map(([node]) => node))).toEqual(new Set(['b']));
  expect(bench.order).toEqual(['b1']);
});

test('without listeners there is nothing to do', async () => {
  expect(await new Bench({}).run(new Dispatcher(20))).toBe(0);
});

test('a store that fails leaves no slot behind', async () => {
  const dispatcher = new Dispatcher(2);
  const store = storeWith({ readyAt: everyNode, takeReady: () => Promise.reject(new Error('down')) });
  const deps = { store, bootId: 'boot', now: () => 1, ended: () => {} };
  await expect(dispatcher.run([new Bench({}).listener('a')], deps)).rejects.toThrow('down');
  expect(dispatcher.inFlight).toBe(0);
});

test('what a failed take may have taken is given back once, but for what was started', async () => {
  const bench = new Bench({ a: 1 });
  const dispatcher = new Dispatcher(5);
  await bench.run(dispatcher, bench.listener('a'));
  const calls: unknown[] = [];
  const take = jest.fn<Promise<DeliveryRef[]>, []>().mockRejectedValueOnce(new Error('cut off'));
  const store = storeWith({
    readyAt: everyNode,
    takeReady: () => take.mockResolvedValue([])(),
    giveBack: async (...given) => calls.push(given),
  });
  const deps = { store, bootId: 'boot', now: () => 7, ended: () => {} };
  await expect(dispatcher.run([bench.listener('a')], deps)).rejects.toThrow('cut off');
  await dispatcher.run([bench.listener('a')], deps);
  await dispatcher.run([bench.listener('a')], deps);
  expect(calls).toEqual([['boot', ['a1'], 7]]);
});

test('an execution that the host has lost leaves its slot as soon as the store has its people back', async () => {
  const bench = new Bench({ a: 4 });
  const dispatcher = new Dispatcher(2);
  const listener = bench.listener('a');
  await bench.run(dispatcher, listener);
  let left: DeliveryRef[] = [
    { id: 'a1', attempt: 1 },
    { id: 'a2', attempt: 1 },
  ];
  const store = storeWith({ underWay: async () => left });
  await dispatcher.freeLost(store);
  expect(await bench.run(dispatcher, listener)).toBe(0);
  left = [
    { id: 'a1', attempt: 2 },
    { id: 'a2', attempt: 1 },
  ];
  await dispatcher.freeLost(store);
  expect(await bench.run(dispatcher, listener)).toBe(1);
  // What is heard of it after all frees nobody else's slot.
  await bench.started[0]?.end();
  expect([bench.order, dispatcher.inFlight]).toEqual([['a1', 'a2', 'a3'], 2]);
});
