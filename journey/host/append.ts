import type { NewEvent } from '../domain/user-event';
import type { AppendOutcome } from '../ports/store';
import { journeyProcess } from './process';

/** Puts events into the log and sees to it that they are routed soon; resolves after commit, one outcome per event. */
export async function appendAtOnce(events: readonly NewEvent[]): Promise<AppendOutcome[]> {
  const { runtime } = journeyProcess();
  const store = await runtime.store();
  const outcomes = await store.append(events);
  runtime.poke();
  // A hint for the process that routes; it also looks by itself.
  store.notify().catch(() => {});
  return outcomes;
}
