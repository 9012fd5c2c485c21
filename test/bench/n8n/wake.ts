import type { N8n } from '../../host/n8n';
import { pause } from '../../host/wait';
import { inTurns, median, short, type Family } from '../rows';
import { ENGINE, journey, native, onN8n } from './stage';
import { enterAndWait } from './waits';

const PEOPLE = 20;

/** Between two looks at n8n: nobody asks it anything while it wakes somebody. */
const UNDISTURBED_MS = 300;

const WORKFLOWS = [
  journey({ path: 'bench-journey', entry: 'bench.enter', awaited: 'bench.go' }),
  native('bench-native'),
];

/** From the event, or the call of the resume URL, to the start of the node behind the wait. */
export const wake: Family = {
  names: ['wake'],
  measure: () =>
    onN8n(WORKFLOWS, async (n8n, [ours = '', theirs = '']) => {
      const times = await inTurns({
        ours: () => wakeJourney(n8n, ours),
        native: () => wakeNative(n8n, theirs),
      });
      const [own, other] = [median(times.ours), median(times.native)];
      return [
        {
          name: 'wake',
          ratio: own / other,
          goal: 1.1,
          better: 'lower',
          detail: `${short(own)} ms at the median from event to the node after the wait, ${short(other)} ms from resume call to it (n8n's Wait); ${ENGINE}`,
        },
      ];
    }),
};

/** The middle time of waking some people one after the other. */
async function wakeJourney(n8n: N8n, workflowId: string): Promise<number> {
  const times: number[] = [];
  for (const userId of await enterAndWait(n8n, 'bench-journey', PEOPLE, { event: 'bench.enter' })) {
    const known = new Set((await n8n.listExecutions(workflowId)).map(({ id }) => id));
    const sent = Date.now();
    await n8n.postWebhook('bench-journey', { userId, event: 'bench.go' });
    await pause(UNDISTURBED_MS);
    const id = await n8n.wait(
      'the continuation',
      async () => (await n8n.listExecutions(workflowId)).find((one) => !known.has(one.id))?.id,
    );
    times.push((await nextStart(n8n, id)) - sent);
  }
  return median(times);
}

async function wakeNative(n8n: N8n, workflowId: string): Promise<number> {
  const times: number[] = [];
  for (let person = 0; person < PEOPLE; person += 1) {
    const { data } = await n8n.postWebhook('bench-native', { userId: `person-${person}` });
    const [execution] = await n8n.wait('the execution to wait', async () => {
      const [newest] = await n8n.listExecutions(workflowId);
      return newest?.status === 'waiting' && [newest];
    });
    const resume = new URL(String(data));
    const sent = Date.now();
    const answer = await fetch(new URL(resume.pathname + resume.search, n8n.baseUrl), { method: 'POST' });
    if (!answer.ok) throw new Error(`the resume call was answered with ${answer.status}`);
    await pause(UNDISTURBED_MS);
    times.push((await nextStart(n8n, execution.id)) - sent);
  }
  return median(times);
}

/** When the node behind the wait began, by n8n's own record. */
async function nextStart(n8n: N8n, executionId: string): Promise<number> {
  const execution = await n8n.waitForExecution(executionId);
  const [run] = execution.nodes.get('Next') ?? [];
  if (!run) throw new Error(`execution ${executionId} never came to the node behind the wait`);
  return run.startedAt;
}
