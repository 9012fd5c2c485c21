import { type N8n, startN8n, type WorkflowJson } from '../host/n8n';

jest.setTimeout(300_000);

const path = 'orders/placed';

function journey(answer: string): WorkflowJson {
  return {
    name: 'Orders',
    nodes: [
      {
        id: 'a5b4f0a6-8f2d-4c55-9a3e-2f0a6c1d7b01',
        name: 'Order Placed',
        type: 'n8n-nodes-base.webhook',
        typeVersion: 2,
        position: [0, 0],
        parameters: { httpMethod: 'POST', path, responseMode: 'onReceived', options: {} },
      },
      {
        id: 'a5b4f0a6-8f2d-4c55-9a3e-2f0a6c1d7b02',
        name: answer,
        type: 'n8n-nodes-base.noOp',
        typeVersion: 1,
        position: [220, 0],
        parameters: {},
      },
    ],
    connections: { 'Order Placed': { main: [[{ node: answer, type: 'main', index: 0 }]] } },
  };
}

describe('a real n8n, driven as a person drives it', () => {
  let n8n: N8n;

  beforeAll(async () => {
    n8n = await startN8n({ complete: true });
  });

  afterAll(async () => {
    await n8n?.dispose();
  });

  it('imports, publishes, runs, survives a crash, and takes a change into service', async () => {
    const draft = await n8n.importWorkflow(journey('Thank'));
    expect(draft).toMatchObject({ active: false, activeVersionId: null });
    expect((await n8n.postWebhook(path, {})).status).toBe(404);

    await n8n.publishAndWait(draft.id);
    expect(await n8n.webhookMethods(path)).toEqual(['POST']);
    expect((await n8n.postWebhook(path, { userId: 'ann' })).status).toBe(200);
    const [first] = await n8n.waitForExecutions(draft.id, 1);
    const execution = await n8n.getExecution(first?.id ?? '');
    expect(execution).toMatchObject({ status: 'success', mode: 'webhook', lastNode: 'Thank' });
    expect(execution.json('Thank')).toEqual([expect.objectContaining({ body: { userId: 'ann' } })]);
    expect(execution.nodes.get('Thank')?.[0]?.sources[0]?.previousNode).toBe('Order Placed');

    await n8n.kill9();
    expect(n8n.alive).toBe(false);
    await n8n.start();
    await n8n.waitUntilActive(draft.id);

    const changed = await n8n.updateWorkflow(draft.id, journey('Congratulate'));
    expect(changed.activeVersionId).toBe(draft.versionId);
    await n8n.publishAndWait(draft.id);
    await n8n.postWebhook(path, { userId: 'bob' });
    const [second] = await n8n.waitForExecutions(draft.id, 2);
    expect((await n8n.getExecution(second?.id ?? '')).lastNode).toBe('Congratulate');

    await n8n.unpublish(draft.id);
    expect((await n8n.postWebhook(path, {})).status).toBe(404);
    await n8n.deleteWorkflow(draft.id);
  });

  it('runs a draft from the editor', async () => {
    const draft = await n8n.importWorkflow(journey('Thank'));
    const execution = await n8n.runToEnd(draft.id, {
      trigger: 'Order Placed',
      triggerItems: [{ body: { userId: 'eve' } }],
    });
    expect(execution).toMatchObject({ status: 'success', mode: 'manual' });
    expect(execution.json('Thank')).toEqual([{ body: { userId: 'eve' } }]);
  });
});
