import { properties as metrics } from '../../nodes/MetricsRecorder/properties';
import { properties as publish } from '../../nodes/PublishUserEvent/properties';
import { properties as rating } from '../../nodes/RatingBranch/properties';
import { properties as split } from '../../nodes/SegmentSplit/properties';
import { properties as coupon } from '../../nodes/SendCoupon/properties';
import { properties as message } from '../../nodes/SendMessage/properties';
import { properties as profile } from '../../nodes/UserProfile/properties';
import { properties as trigger } from '../../nodes/UserEventTrigger/properties';
import { properties as wait } from '../../nodes/WaitForEvent/properties';
import { type N8n, packPackage, startN8n } from '../host/n8n';
import { waitFor } from '../host/wait';
import { node, workflow } from '../support/workflow';
import { chromiumAvailable } from './chromium';
import { Editor } from './editor';
import { PANELS } from './panels';
import { WORDS } from './words';

/** Reads until it is as expected: the editor draws a moment after a click. Shows the difference when it never is. */
async function eventually<T>(read: () => Promise<T>, expected: T): Promise<void> {
  const same = async (): Promise<boolean> => JSON.stringify(await read()) === JSON.stringify(expected);
  await waitFor('the expected texts', same, { timeoutMs: 60_000 }).catch(() => undefined);
  expect(await read()).toEqual(expected);
}

const PARAMETERS = JSON.stringify([
  ...[trigger, wait, split, coupon, message, rating, publish, metrics, profile],
]);

/** What the code calls a parameter, such as limitAmount, where its label should stand. */
const RAW_NAMES = [...PARAMETERS.matchAll(/"name":"([a-z]+[A-Z]\w*)"/g)].map(([, name]) => name ?? '');

const suite = chromiumAvailable() ? describe : describe.skip;

suite('what people see in the editor', () => {
  let n8n: N8n;
  let editor: Editor;

  beforeAll(async () => {
    n8n = await startN8n({ packages: [await packPackage()], complete: true });
    editor = await Editor.open(n8n.baseUrl);
  });
  afterAll(async () => {
    await editor?.close();
    await n8n?.dispose();
  });

  describe('the list of nodes', () => {
    beforeAll(() => editor.openCreator());

    it.each(WORDS)('finds for "%s" %j', async (word, nodes) => {
      await editor.search(word);
      for (const name of nodes) await editor.entry(name).waitFor();
    });
  });

  describe('the panel of a new node', () => {
    it.each(PANELS)('$node', async ({ node: name, action, forms }) => {
      await editor.addNode(name, action);
      for (const { choose, labels, options } of forms) {
        if (choose) await editor.choose(...choose);
        await eventually(() => editor.labels(), [...labels]);
        const texts = (await editor.panel.innerText()).replaceAll(/\{\{.*?\}\}/g, '');
        expect(texts).not.toMatch(/undefined|NaN|\[object/);
        expect(RAW_NAMES.filter((raw) => new RegExp(`\\b${raw}\\b`).test(texts))).toEqual([]);
        if (options) expect(await editor.options()).toEqual(options);
      }
    });

    it('has no blank conditions, neither at first nor in a further event', async () => {
      await editor.addNode('Wait For Event');
      await editor.panel.getByText('Add Event').click();
      const count = (text: string) => editor.panel.getByText(text, { exact: true }).count();
      await eventually(async () => [await count('Add condition'), await count('is equal to')], [2, 0]);
    });

    it('shows the production URL of a trigger, but none when it only listens to other journeys', async () => {
      await editor.addNode('User Event Trigger');
      expect(await editor.productionUrl()).toMatch(/\/webhook\/[\da-f-]{36}$/);
      await editor.choose('Events From', 'Other Journeys Only');
      await editor.panel.getByText('Webhook URLs').waitFor({ state: 'hidden' });
      expect(await editor.panel.innerText()).not.toMatch(/URL|http/);
    });
  });

  it('a message shows its own URL once reports are taken in', async () => {
    await editor.addNode('Send Message');
    expect(await editor.panel.getByText('Webhook URLs').count()).toBe(0);
    await editor.choose('Reports and Replies', 'Take In');
    expect(await editor.productionUrl()).toMatch(/\/webhook\/[\da-f-]{36}\/callback$/);
  });

  it('the canvas names the outputs', async () => {
    const bought = (name: string) => ({ event: 'purchase', name });
    const nodes = [
      node('Entered', 'userEventTrigger', { path: 'outputs', events: 'user.registered' }),
      node('Wait', 'waitForEvent', {
        branches: { values: [bought('Bought via App'), bought('Bought via WeChat')] },
      }),
      node('Split', 'segmentSplit', {
        segments: { values: [{ name: 'Big Spenders' }, { name: 'Students' }] },
      }),
      node('Try', 'segmentSplit', {
        splitBy: 'percent',
        arms: { values: [{ name: 'With Coupon', percent: 90 }] },
      }),
      node('Rate', 'ratingBranch', { bands: { values: [{ name: 'Fans', from: 9 }, { from: 0 }] } }),
      node('Coupon', 'sendCoupon', { plan: 'welcome', outcomesAs: 'outputs' }),
      node('Handed On', 'sendCoupon', { plan: 'welcome', outcomesAs: 'outputs', handOver: true }),
      node('Message', 'sendMessage', { outcomesAs: 'outputs' }),
      node('Reported', 'sendMessage', { outcomesAs: 'outputs', deliveryReports: 'wait' }),
      node('Called', 'outboundCallTask', { groups: { values: [{ name: 'Talked' }] } }),
    ];
    const path = nodes.slice(1).map(({ name }, index) => [nodes[index]?.name ?? '', name] as const);
    const { id } = await n8n.importWorkflow(workflow('Named Outputs', nodes, path));
    await editor.openWorkflow(id, 'Wait');
    const named = async (name: string, ...outputs: string[]) =>
      eventually(() => editor.outputNames(name), outputs);
    await named('Wait', 'Bought via App', 'Bought via WeChat', 'Timed Out');
    await named('Split', 'Big Spenders', 'Students', 'No Match');
    await named('Try', 'With Coupon (90%)', 'Control');
    await named('Rate', 'Ask', 'Fans', 'Band 2', 'No Answer');
    const given = ['Issued', 'Already Issued', 'Not Issued', 'Out of Stock'];
    await named('Coupon', ...given);
    await named('Handed On', ...given, 'Refused', 'Unknown');
    const refusals = ['Suppressed', 'Capped', 'Failed', 'Unknown'];
    await named('Message', 'Sent', ...refusals);
    await named('Reported', 'Delivered', 'Not Delivered', 'No Report', ...refusals);
    await named('Called', 'Talked', 'Timed Out', 'Not Called');
  });
});
