import { Runtime, type RuntimeOptions } from '../../../journey/host/runtime';
import type { Listener } from '../../../journey/ports/starter';
import type { JourneyStore } from '../../../journey/ports/store';
import { HandClock, storeWith } from '../fakes';

export const OPTIONS: RuntimeOptions = {
  pollMs: 1000,
  leaseMs: 10_000,
  startTimeoutMs: 60_000,
  maxInFlight: 2,
  settleMs: 20_000,
  othersAreDead: true,
};

/** An engine room over a store that writes down what it is asked. */
export function engineRoom(given: Partial<JourneyStore> = {}, options: RuntimeOptions = OPTIONS) {
  const calls: string[] = [];
  const reports: string[] = [];
  const clock = new HandClock();
  const called = <T>(name: string, value: T) => {
    return async () => {
      calls.push(name);
      return value;
    };
  };
  const store = storeWith({
    releaseHeld: called('releaseHeld', 0),
    heartbeat: called('heartbeat', undefined),
    recover: called('recover', { again: 0, dead: 0 }),
    holdUnheard: called('holdUnheard', 0),
    endStranded: called('endStranded', 0),
    underWay: async (refs) => [...refs],
    prune: called('prune', false),
    route: called('route', { events: 0, moved: false, resolved: 0, entered: 0 }),
    resolveDue: called('resolveDue', { timedOut: 0, matched: 0, more: false }),
    readyAt: async (nodes) => {
      calls.push('readyAt');
      return [...nodes];
    },
    takeReady: called('takeReady', []),
    nextDeadline: called('nextDeadline', null),
    ...given,
  });
  const open = { now: () => Promise.resolve(store) };
  const deps = {
    bootId: 'boot',
    store: () => open.now(),
    clock: () => clock,
    breathe: async () => {},
    report: (message: string, error: unknown) => reports.push(`${message}: ${(error as Error).message}`),
  };
  const runtime = new Runtime(deps, options);
  const rounds = () => calls.filter((name) => name === 'route').length;
  return { runtime, clock, calls, reports, rounds, open };
}

export function listener(nodeId = 'wait', given: Partial<Listener> = {}): Listener {
  const start = () => Promise.resolve();
  return { workflowId: 'journey', nodeId, kind: 'wait', peoplePerExecution: 1, start, ...given };
}
