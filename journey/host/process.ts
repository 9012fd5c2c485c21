import { LoggerProxy } from 'n8n-workflow';
import { openStore } from '../store';
import { DEFAULT_LIMITS, limitsFor, type IntakeLimits } from '../domain/intake/limits';
import { engineFor, openingError } from '../store/connect';
import type { JourneyStore } from '../ports/store';
import { clock } from './clock';
import { ExecutionRegistry } from './executions';
import { Heartbeat } from './heartbeat';
import { newId } from './ids';
import { Runtime } from './runtime';
import { nextTurn } from './timers';

/** Everything of ours that lives once per process, however often the package is loaded. */
export interface JourneyProcess {
  readonly runtime: Runtime;
  readonly executions: ExecutionRegistry;
  readonly heartbeat: Heartbeat;
  /** How much one request to a trigger's URL may bring. */
  readonly limits: IntakeLimits;
}

const PROCESS = Symbol.for('@journey-canvas/process/1');
const SECOND = 1000;
const LEASE_MS = 10 * SECOND;

/** The journeys of this process; nothing is opened before the first use of the store. */
export function journeyProcess(): JourneyProcess {
  const holder = globalThis as { [PROCESS]?: JourneyProcess };
  return (holder[PROCESS] ??= createProcess());
}

function createProcess(): JourneyProcess {
  const environment = process.env;
  const queueMode = environment['EXECUTIONS_MODE'] === 'queue';
  let opened: Promise<JourneyStore> | null = null;
  const open = async (): Promise<JourneyStore> => {
    const store = await openStore(engineFor(environment), { newId, nextTurn });
    store.onNotify(() => runtime.poke());
    return store;
  };
  const failed = (error: unknown): never => {
    opened = null;
    throw openingError(environment, error);
  };
  const executions = new ExecutionRegistry();
  const shared = {
    bootId: newId(),
    // What fails at once must be forgotten after it was remembered, not before.
    store: () => (opened ??= open().catch(failed)),
    clock,
    report: (message: string, error: unknown) =>
      LoggerProxy.warn(`[journeys] ${message}: ${error instanceof Error ? error.message : String(error)}`),
  };
  const runtime = new Runtime(
    { ...shared, breathe: nextTurn },
    {
      pollMs: SECOND,
      leaseMs: LEASE_MS,
      startTimeoutMs:
        wholeNumber(environment, 'JOURNEYS_START_TIMEOUT_SECONDS', DEFAULT_START_TIMEOUT) * SECOND,
      maxInFlight: wholeNumber(environment, 'JOURNEYS_MAX_EXECUTIONS', DEFAULT_EXECUTIONS),
      settleMs: 20 * SECOND,
      othersAreDead: !queueMode,
    },
  );
  const heartbeat = new Heartbeat({ ...shared, busy: () => executions.busy }, LEASE_MS);
  const limits = limitsFor(
    wholeNumber(environment, 'JOURNEYS_MAX_EVENTS_PER_REQUEST', DEFAULT_LIMITS.maxEvents),
  );
  return { runtime, executions, heartbeat, limits };
}

const DEFAULT_EXECUTIONS = 20;
/** Seconds after which an execution that n8n was asked for and that nobody has seen is asked for again. */
const DEFAULT_START_TIMEOUT = 600;

function wholeNumber(environment: NodeJS.ProcessEnv, name: string, otherwise: number): number {
  const setting = environment[name];
  if (!setting) return otherwise;
  const value = Number(setting);
  if (Number.isInteger(value) && value > 0) return value;
  throw new Error(
    `${name} is "${setting}". Set it to a whole number above 0, or leave it out for ${otherwise}`,
  );
}
