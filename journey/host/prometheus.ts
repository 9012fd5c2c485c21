import { createRequire } from 'node:module';
import { LoggerProxy } from 'n8n-workflow';
import { GAUGES } from '../domain/gauges';
import type { Figures } from '../domain/health';
import { clock } from './clock';
import { journeyProcess } from './process';
import { after, monotonicMs } from './timers';

/** What is used of prom-client, in which n8n keeps the gauges of its own /metrics. */
interface PromClient {
  readonly register: { getSingleMetric(name: string): unknown };
  readonly Gauge: new (config: {
    name: string;
    help: string;
    labelNames: string[];
    collect(this: PromGauge): Promise<void>;
  }) => unknown;
}

interface PromGauge {
  reset(): void;
  remove(labels: object): void;
  set(labels: object, value: number): void;
}

const N8N_FILE = /[\\/]n8n[\\/](?:bin|dist)[\\/]/;
const CACHE_MS = 10_000;
/** Monitoring gives up after ten seconds, and would miss n8n's own metrics with ours. */
const PATIENCE_MS = 3_000;
const UP = 'journeys_store_up';

let exposed = false;

/**
 * Adds the journeys' gauges to n8n's own /metrics, once per process, where n8n serves them (`N8N_METRICS=true`). Only a
 * process in which a published node listens tells figures: they are of the store, so one of several is enough. Never throws,
 * and a store that fails or hangs leaves n8n's own metrics as they are.
 */
export function exposeMetrics(): void {
  if (exposed) return;
  exposed = true;
  try {
    const client = promClientOfN8n();
    if (client !== null) register(client, new FigureCache());
  } catch (error) {
    LoggerProxy.warn(`[journeys] n8n's /metrics has no figures of the journeys: ${(error as Error).message}`);
  }
}

/** The very module that n8n has loaded; null where it has not, or where it is of a kind that is not known. */
function promClientOfN8n(): PromClient | null {
  const file = Object.keys(require.cache).find((name) => N8N_FILE.test(name));
  if (file === undefined) return null;
  const loaded = require.cache[createRequire(file).resolve('prom-client')]?.exports as
    Partial<PromClient> | undefined;
  if (typeof loaded?.Gauge !== 'function' || typeof loaded.register?.getSingleMetric !== 'function')
    return null;
  return loaded as PromClient;
}

function register({ Gauge, register: known }: PromClient, cache: FigureCache): void {
  const help = 'Whether the store of the journeys answers (1) or not (0).';
  const up = { name: UP, help, labelNames: [], samples: () => [{ labels: {}, value: 1 }] };
  for (const { name, help, labelNames, samples } of [up, ...GAUGES]) {
    if (known.getSingleMetric(name) !== undefined) continue;
    new Gauge({
      name,
      help,
      labelNames: [...labelNames],
      async collect() {
        const figures = await cache.get();
        this.reset();
        this.remove({});
        if (figures === 'unknown' && name === UP) this.set({}, 0);
        if (typeof figures === 'string') return;
        for (const { labels, value } of samples(figures, clock().now())) this.set(labels, value);
      },
    });
  }
}

/** Figures that are asked for at most every ten seconds, by one reader at a time, however many gauges want them. */
class FigureCache {
  #readAt = -Infinity;
  #reading: Promise<Figures | 'unknown'> | null = null;

  /** `resting` where nobody of this process routes; `unknown` while the store does not answer. Never rejects. */
  get(): Promise<Figures | 'resting' | 'unknown'> {
    if (journeyProcess().runtime.listeners.length === 0) return Promise.resolve('resting');
    if (this.#reading === null || monotonicMs() - this.#readAt >= CACHE_MS) {
      this.#readAt = monotonicMs();
      this.#reading = read();
    }
    return this.#reading;
  }
}

async function read(): Promise<Figures | 'unknown'> {
  let stop = (): void => {};
  const tooLate = new Promise<'unknown'>((resolve) => {
    stop = after(PATIENCE_MS, () => resolve('unknown'));
  });
  try {
    const figures = journeyProcess()
      .runtime.store()
      .then((store) => store.figures(clock().now()));
    return await Promise.race([figures, tooLate]);
  } catch {
    return 'unknown';
  } finally {
    stop();
  }
}
