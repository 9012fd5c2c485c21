import { randomUUID } from 'node:crypto';
import type { N8n } from '../../host/n8n';
import { inTurns, median, short, type Family } from '../rows';
import { ENGINE, journey, onN8n } from './stage';

const REQUESTS = 40;

/** Events per second through n8n's own route, 100 to a request against one. */
export const triggerBatch: Family = {
  names: ['trigger-batch'],
  measure: () =>
    onN8n([journey({ path: 'bench', entry: 'bench.enter', awaited: 'bench.go' })], async (n8n) => {
      const rates = await inTurns({ single: () => postRate(n8n, 1), batched: () => postRate(n8n, 100) });
      const [single, batched] = [median(rates.single), median(rates.batched)];
      return [
        {
          name: 'trigger-batch',
          ratio: batched / single,
          goal: 60,
          better: 'higher',
          detail: `${short(batched)} events/s at 100 a request, ${short(single)} at 1, one request after the other; ${ENGINE}`,
        },
      ];
    }),
};

async function postRate(n8n: N8n, eventsPerRequest: number): Promise<number> {
  const start = performance.now();
  for (let request = 0; request < REQUESTS; request += 1) {
    const events = Array.from({ length: eventsPerRequest }, () => ({
      userId: randomUUID(),
      event: 'bench.nothing',
    }));
    const { status } = await n8n.postWebhook('bench', events);
    if (status !== 202) throw new Error(`the intake answered ${status}`);
  }
  return (REQUESTS * eventsPerRequest * 1000) / (performance.now() - start);
}
