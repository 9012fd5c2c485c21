import { waitFor } from '../../host/wait';
import type { Fleet } from '../../support/fleet';
import { each } from '../../support/lab';

const PATIENCE = { timeoutMs: 120_000, everyMs: 100 };

/** What n8n in queue mode does where only the embedded store is set up. It comes last: its fleet is of no use afterwards. */
export function withoutStore(now: () => { readonly fleet: Fleet; readonly id: string }): void {
  describe('without JOURNEYS_DATABASE_URL', () => {
    const refusal = /queue mode.*Set JOURNEYS_DATABASE_URL/s;
    const embedded = { JOURNEYS_DATABASE_URL: '' };

    it('a webhook processor takes no events in', async () => {
      const { fleet } = now();
      const door = await fleet.main.startHelper('webhook', embedded);
      const { status } = await fleet.post('queue', each(['refused-1'], 'queue.start'), door);
      expect(status).toBe(503);
      await waitFor('the log to say why', () => refusal.test(door.logs().join('\n')), PATIENCE);
      await door.end('SIGKILL');
    });

    it('a worker runs no journey', async () => {
      const { fleet, id } = now();
      await Promise.all(fleet.workers.splice(0).map((worker) => worker.end('SIGKILL')));
      const worker = await fleet.main.startHelper('worker', embedded);
      const before = (await fleet.main.listExecutions(id)).map((one) => one.id);
      await fleet.send('queue', each(['refused-2'], 'queue.start'));
      const failed = await fleet.main.wait(
        'the execution to fail',
        async () =>
          (await fleet.main.listExecutions(id)).find(
            (one) => !before.includes(one.id) && one.status === 'error',
          ),
        PATIENCE,
      );
      expect((await fleet.main.getExecution(failed.id)).error).toMatch(refusal);
      await worker.end('SIGKILL');
    });

    it('the main process publishes no journey', async () => {
      const { fleet, id } = now();
      const { main } = fleet;
      await main.stop();
      main.options.env = { ...main.options.env, ...embedded };
      await main.start();
      await expect(main.waitUntilActive(id)).rejects.toThrow(refusal);
    });
  });
}
