/** Faults of whichever store: whole calls of it, that are never made or whose answer is lost. */
import { openStore } from '../harness';

type Call = (...values: unknown[]) => Promise<unknown>;

/** Begins no transaction: the host wires itself to these once. */
const SPARED = new Set(['close', 'onNotify']);

/** Lets calls of the store fail, in turn before they are made and after, until `stop`. */
export async function failCalls(
  fails: (call: number) => boolean,
): Promise<{ readonly stop: () => { readonly calls: number; readonly failed: number } }> {
  const store = (await openStore()) as unknown as Record<string, Call>;
  const own = { ...store };
  let [calls, failed] = [0, 0];
  for (const [name, call] of Object.entries(own)) {
    if (typeof call !== 'function' || SPARED.has(name)) continue;
    store[name] = async (...values) => {
      if (!fails((calls += 1))) return call(...values);
      if ((failed += 1) % 2 === 0) await call(...values);
      throw new Error('the store was cut off');
    };
  }
  return {
    stop: () => {
      Object.assign(store, own);
      return { calls, failed };
    },
  };
}
