import type { N8n } from '../../host/n8n';
import { inTurns, median, short, type Family } from '../rows';
import { ENGINE, journey, onN8n } from './stage';
import { enterAndWait } from './waits';

const WORKFLOWS = [
  journey({ path: 'bench-1', entry: 'bench.alone', awaited: 'bench.go' }),
  journey({ path: 'bench-500', entry: 'bench.together', awaited: 'bench.go', together: 500 }),
];

/** People per second from event to first wait, 500 to an execution against one. */
export const coalesce: Family = {
  names: ['coalesce'],
  measure: () =>
    onN8n(WORKFLOWS, async (n8n) => {
      const rates = await inTurns({
        alone: () => enterRate(n8n, 'bench-1', 'bench.alone', 60),
        together: () => enterRate(n8n, 'bench-500', 'bench.together', 1000),
      });
      const [alone, together] = [median(rates.alone), median(rates.together)];
      return [
        {
          name: 'coalesce',
          ratio: together / alone,
          goal: 40,
          better: 'higher',
          detail: `${short(together)} people/s at 500 an execution, ${short(alone)} at 1; ${ENGINE}`,
        },
      ];
    }),
};

async function enterRate(n8n: N8n, path: string, event: string, people: number): Promise<number> {
  const start = performance.now();
  await enterAndWait(n8n, path, people, { event });
  return (people * 1000) / (performance.now() - start);
}
