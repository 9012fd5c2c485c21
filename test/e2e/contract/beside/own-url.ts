/** A node in the middle of a journey has a URL of its own while its workflow is published, and can tell others of it. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DAY, each, journey, type Lab, noOp } from '../../../support/lab';
import type { LabSuite } from '../../../support/shared-lab';
import { node, workflow, type CanvasNode } from '../../../support/workflow';

export const ownUrl: LabSuite = (open) =>
  describe("a node's own URL", () => {
    let lab: Lab;
    let server: Server;
    let credential: { readonly id: string; readonly name: string };
    /** The address the gateway was given with each message. */
    let addresses: (string | null)[] = [];

    beforeAll(async () => {
      server = createServer((request, response) => {
        let text = '';
        request.on('data', (part: Buffer) => (text += part.toString()));
        request.on('end', () => {
          addresses.push((JSON.parse(text) as { callbackUrl?: string }).callbackUrl ?? null);
          response.writeHead(202).end('{}');
        });
      });
      await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
      const { port } = server.address() as AddressInfo;
      lab = await open();
      credential = await lab.n8n.createCredential('Gateway', 'smsProviderApi', {
        provider: 'genericHttp',
        baseUrl: `http://127.0.0.1:${port}`,
        body: '{ "to": "{to}", "callbackUrl": "{callbackUrl}" }',
        callbackSecret: 's3cret',
      });
    });
    beforeEach(() => {
      addresses = [];
    });
    afterAll(async () => {
      await new Promise((closed) => server.close(closed));
    });

    const message = (deliveryReports: string): CanvasNode =>
      node(
        'Tell',
        'sendMessage',
        {
          channels: { values: [{ channel: 'sms', to: '+8613800000000', content: 'text', text: 'Hello' }] },
          ...{ outcomesAs: 'outputs', deliveryReports },
        },
        { credentials: { smsProviderApi: credential } },
      );
    const telling = (key: string, deliveryReports = 'wait') =>
      journey(
        key,
        [message(deliveryReports), noOp('Arrived'), noOp('Not Delivered')],
        [
          ['Entered', 'Tell'],
          ['Tell', 'Arrived'],
          ['Tell', 'Not Delivered', 1],
        ],
      );

    async function report(address: string | null | undefined, status: string): Promise<number> {
      const said = { method: 'POST', body: JSON.stringify({ status }) };
      return (await fetch(String(address), said)).status;
    }

    it('hears there what became of a message, and the person goes on', async () => {
      const id = await lab.publish(telling('own'));
      await lab.send(...each(['ann', 'bob'], 'own.start'));
      await lab.settled();
      expect(addresses.map((one) => one?.startsWith(`${lab.n8n.baseUrl}/webhook/`))).toEqual([true, true]);
      expect(await report(addresses[0]?.replace('s3cret', 'guessed'), 'delivered')).toBe(401);
      expect(await report(addresses[0], 'delivered')).toBe(200);
      expect(await report(addresses[1], 'failed')).toBe(200);
      // n8n reads nothing of the body before us: a broken one is answered by us too.
      expect((await fetch(String(addresses[1]), { method: 'POST', body: '{"status"' })).status).toBe(400);
      await lab.settled();
      const executions = await lab.executions(id, 4);
      expect(executions.map(({ status }) => status)).toEqual(Array.from({ length: 4 }, () => 'success'));
      const users = (name: string) => executions.flatMap((one) => one.json(name).map(({ userId }) => userId));
      expect([users('Arrived').length, users('Not Delivered').length]).toEqual([1, 1]);
      expect([...users('Arrived'), ...users('Not Delivered')].sort()).toEqual(['ann', 'bob']);
    });

    it('is the same after publishing again, another for a copy, and gone while unpublished', async () => {
      const id = await lab.publish(telling('first'));
      await lab.publish(telling('copy'));
      await lab.send({ userId: 'ann', event: 'first.start' }, { userId: 'ann', event: 'copy.start' });
      await lab.settled();
      const paths = addresses.map((one) => new URL(String(one)).pathname);
      expect(new Set(paths).size).toBe(2);
      await lab.republish(id, telling('first'));
      await lab.send({ userId: 'bob', event: 'first.start' });
      await lab.settled();
      const again = addresses.at(-1);
      expect(paths).toContain(new URL(String(again)).pathname);
      await lab.n8n.unpublish(id);
      await lab.n8n.wait('the URL to be gone', async () => (await report(again, 'delivered')) === 404);
    });

    it('does not exist for a node that takes nothing in', async () => {
      await lab.publish(telling('silent', 'none'));
      await lab.send({ userId: 'ann', event: 'silent.start' });
      await lab.settled();
      expect(addresses).toEqual([null]);
    });

    it('keeps no test run in the editor waiting', async () => {
      const manual = workflow(
        'by hand',
        [node('Start', 'n8n-nodes-base.manualTrigger'), message('wait')],
        [['Start', 'Tell']],
      );
      const { id } = await lab.n8n.importWorkflow(manual);
      const execution = await lab.n8n.runToEnd(id, { trigger: 'Start' });
      expect(execution.json('Tell')).toMatchObject([{ message: { outcome: 'simulated', text: 'Hello' } }]);
      expect(addresses).toEqual([]);
    });

    it('lets people go on by the clock when nothing comes', async () => {
      const id = await lab.publish(telling('quiet'));
      await lab.send({ userId: 'ann', event: 'quiet.start' });
      await lab.settled();
      await lab.advance(DAY);
      const executions = await lab.executions(id, 2);
      expect(executions.at(-1)?.json('Tell', 2)).toMatchObject([{ message: { outcome: 'no_report' } }]);
    });
  });
