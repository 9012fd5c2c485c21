/** Whom the example tells of an unhappy customer, by what the CRM knows, in n8n's own engine. */
import type { IDataObject } from 'n8n-workflow';
import { example, withCredentials } from '../support/examples';
import { gateway } from './gateway';
import { Canvas, items, tidyUp } from './harness';

gateway();
afterAll(tidyUp);

const KNOWN = { id: '1', name: 'known' };
const workflow = withCredentials(example('test-drive'), { sendMessage: KNOWN, userProfile: KNOWN });
const DESK = '+8640080012345';
const [OWNERS, ATTRIBUTES] = ['+8613900000001', '+8613900000002'];
const person = {
  userId: 'ann',
  properties: { name: 'Ann', phone: '+8613800000001', bookingId: 'B-1', model: 'X5' },
  rating: { score: 3 },
};

describe.each(['Tell the Manager', 'Remind the Manager'])('%s', (name) => {
  test.each<[string, IDataObject, string]>([
    [
      'the number of the colleague',
      { owner: { phone: OWNERS }, attributes: { manager_phone: ATTRIBUTES } },
      OWNERS,
    ],
    [
      'HubSpot: that of the contact',
      { owner: { phone: null }, attributes: { manager_phone: ATTRIBUTES } },
      ATTRIBUTES,
    ],
    ['nobody is responsible', { owner: null, attributes: { manager_phone: ATTRIBUTES } }, ATTRIBUTES],
    ['an emptied field', { owner: { phone: null }, attributes: { manager_phone: '' } }, DESK],
    ['no number', { owner: { phone: null }, attributes: {} }, DESK],
    ['not in the CRM', { outcome: 'not_found', reason: null }, DESK],
  ])('%s', async (_, crm, to) => {
    const nodes = workflow.nodes.filter((node) => node['name'] === name);
    const editor = await Canvas.of({ ...workflow, nodes, connections: {} });
    const run = await editor.manual(name, [{ ...person, crm }]);
    expect(run.data.resultData.error?.message).toBeUndefined();
    expect(items(run, name)).toMatchObject([{ message: { to } }]);
  });
});
