import { newId } from '../../../journey/host/ids';
import { Runtime } from '../../../journey/host/runtime';
import { nextTurn } from '../../../journey/host/timers';
import type { DeliveryRef, JourneyStore } from '../../../journey/ports/store';
import { inTurns, median, processorMs, ROUNDS, short, type Family } from '../rows';
import { eventOf } from './events';
import { AWAITED, NODE, PARKED_AT, storeWithWaits, userAt, WORKFLOW } from './waits';

const WAITS = 1_000_000;
const EVENTS = 200;

/** Our own part of waking somebody up: from the event in hand to the call that starts the execution. */
export const wakeOwn: Family = {
  names: ['wake-own'],
  async measure() {
    const { store, close } = await storeWithWaits(WAITS);
    const room = await engineRoom(store);
    const stride = Math.floor(WAITS / (EVENTS * ROUNDS));
    const used = processorMs();
    const { ours } = await inTurns({
      ours: async (round) => {
        const times: number[] = [];
        for (let index = 0; index < EVENTS; index += 1) {
          times.push(await room.wake(userAt((round * EVENTS + index) * stride)));
        }
        return median(times);
      },
    });
    const each = (processorMs() - used) / (EVENTS * ROUNDS);
    room.stop();
    await close();
    const ratio = median(ours);
    const rounds = ours.map(short).join(', ');
    return [
      {
        name: 'wake-own',
        ratio,
        goal: 5,
        better: 'lower',
        detail: `ms at the median from received to emitted (rounds ${rounds}), ${short(each)} ms of processor time each, at ${WAITS} waits, durable, events one by one; embedded store`,
      },
    ];
  },
};

/** The engine room of a process in which one node listens, whose executions end as soon as they are started. */
async function engineRoom(store: JourneyStore) {
  let open = true;
  let started: (refs: readonly DeliveryRef[]) => void = () => {};
  const runtime = new Runtime(
    {
      bootId: newId(),
      store: () => Promise.resolve(store),
      clock: () => ({ now: () => PARKED_AT + 2000, wakeAt: () => ({ cancel: () => {} }) }),
      breathe: nextTurn,
      report: (message, error) => {
        // The last round may still go on when the store is closed.
        if (open) throw new Error(message, { cause: error });
      },
    },
    {
      pollMs: 1000,
      leaseMs: 10_000,
      startTimeoutMs: 600_000,
      maxInFlight: 20,
      settleMs: 20_000,
      othersAreDead: true,
    },
  );
  const unlisten = runtime.listen({
    kind: 'wait',
    workflowId: WORKFLOW,
    nodeId: NODE,
    peoplePerExecution: 1,
    start: (refs) => {
      started(refs);
      return Promise.resolve();
    },
  });
  const wake = async (userId: string): Promise<number> => {
    const emitted = new Promise<number>((resolve) => {
      started = () => resolve(performance.now());
    });
    const received = performance.now();
    await store.append([eventOf(userId, AWAITED, newId())]);
    runtime.poke();
    return (await emitted) - received;
  };
  const stop = (): void => {
    open = false;
    unlisten();
  };
  return { wake, stop };
}
