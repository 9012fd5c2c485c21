import { asMeant, wellFormed } from '../../hostile/expectations';
import { NOW } from '../../hostile/poison';
import { answerOf, newEvents } from '../../hostile/stored';
import { deliveries, sendTo } from '../../hostile/wire';
import { TestClock } from '../../host/n8n';
import { journey, Lab } from '../../support/lab';
import { fc } from '../../support/random';
import { node } from '../../support/workflow';

jest.setTimeout(300_000);

const REQUESTS = 200;

describe('200 hostile requests to a real n8n', () => {
  let lab: Lab;
  beforeAll(async () => {
    const clock = new TestClock(new Date(NOW).toISOString());
    lab = await Lab.open({ clock, env: { N8N_CUSTOM_EXTENSIONS: __dirname } });
  });
  afterAll(async () => {
    await lab?.close();
  });

  /** What the newest of so many executions found in every object. */
  const planted = async (id: string, count: number) => {
    const [newest] = await lab.n8n.waitForExecutions(id, count);
    return (await lab.n8n.getExecution(String(newest?.id))).json('Prototypes', 0);
  };

  it('are refused precisely or become journeys, and n8n stays as it is', async () => {
    const nodes = [node('Prototypes', 'CUSTOM.prototypes')];
    const trigger = { events: 'purchase, probe', instanceKey: 'properties.amount', reEntry: 'once' };
    const id = await lab.publish(journey('hostile', nodes, [['Entered', 'Prototypes']], trigger));
    const port = Number(new URL(lab.n8n.baseUrl).port);
    await lab.n8n.postWebhook('in', { events: [{ userId: 'first', event: 'probe' }] });
    const untouched = await planted(id, 1);
    let head = newEvents(lab.store, 0).length;
    const ledger = new Map<string, number>();
    const all = fc.asyncProperty(deliveries, async (delivery) => {
      const { expected, transport } = delivery;
      const said = await sendTo(port, '/webhook/in', delivery);
      const stored = newEvents(lab.store, head);
      head += stored.length;
      const kind = `${transport}: ${said.status}`;
      ledger.set(kind, (ledger.get(kind) ?? 0) + 1);
      if (said.status >= 500) throw new Error(`answered ${said.status} ${said.text}`);
      if (expected === 'nobody' && stored.length > 0) throw new Error('stored');
      // Here too the HTTP layer refuses what is no HTTP.
      if (expected === 'nobody' || (expected === 'perhaps' && said.text === '')) return;
      const answer = answerOf(said, stored);
      if (Array.isArray(expected)) return asMeant({ text: '', events: expected }, answer);
      wellFormed(answer);
      if (expected === 'refused' && answer.body.error === undefined) throw new Error('not refused');
    });
    await fc.assert(all, { numRuns: REQUESTS, endOnFailure: true });
    console.info(
      [...ledger]
        .sort()
        .map(([kind, count]) => `${String(count).padStart(6)} ${kind}`)
        .join('\n'),
    );
    await lab.n8n.postWebhook('in', { events: [{ userId: 'last', event: 'probe' }] });
    await lab.settled();
    expect(lab.store.rows('select * from journey_event_dead')).toEqual([]);
    const entered = lab.store.enrollments(id);
    expect(entered.length).toBeGreaterThan(20);
    expect(new Set(entered.map(({ reason }) => reason))).toEqual(new Set(['completed']));
    expect(await planted(id, entered.length)).toEqual(untouched);
    expect(untouched).toMatchObject([{ planted: [] }]);
    expect(lab.n8n.alive).toBe(true);
  });
});
