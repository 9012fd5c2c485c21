import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Editor } from '../test/browser/editor';
import { type N8n, packPackage, startN8n, TestClock } from '../test/host/n8n';
import { projectRoot } from '../test/host/paths';
import { example, withCredentials } from '../test/support/examples';
import { equals } from '../test/support/lab';
import { node, workflow } from '../test/support/workflow';
import { callList } from './pictures/calls';
import { rating } from './pictures/rating';
import { closeChecklist, fitCanvas, openExecution, shootCanvas, shootPanel } from './pictures/shots';

const IMAGES = join(projectRoot, 'docs', 'images');
const WINDOW = { width: 1440, height: 810 };
/** High enough for a panel without scrolling, and for a canvas at its full size. */
const LARGE = { width: 2000, height: 1500 };

const imageFile = (name: string): string => {
  console.log(`docs/images/${name}.png`);
  return join(IMAGES, `${name}.png`);
};

/** The canvas, the panel of its wait, and an execution of somebody who bought. */
async function firstCoupon(n8n: N8n, editor: Editor): Promise<void> {
  const journey = example('first-coupon');
  const { id } = await n8n.importWorkflow(journey);
  await n8n.publishAndWait(id);
  const { path } = journey.nodes[0]?.['parameters'] as { path: string };
  await n8n.postWebhook(path, { userId: 'ann', event: 'user.registered' });
  await n8n.waitForExecutions(id, 1);
  await n8n.postWebhook(path, { userId: 'ann', event: 'purchase', properties: { platform: 'app' } });
  const [latest] = await n8n.waitForExecutions(id, 2);

  await editor.page.setViewportSize(WINDOW);
  await editor.openWorkflow(id, 'Wait for First Purchase');
  await closeChecklist(editor);
  await fitCanvas(editor);
  await editor.page.screenshot({ path: imageFile('first-coupon') });
  await editor.openPanel('Wait for First Purchase');
  await editor.panel.getByText('Wait at Most').waitFor();
  await editor.page.mouse.move(0, 0);
  await editor.page.screenshot({ path: imageFile('wait-for-event'), animations: 'disabled' });
  await openExecution(editor, id, latest?.id ?? '', 'Tell Other Journeys');
  await closeChecklist(editor);
  await editor.page.screenshot({ path: imageFile('execution') });
}

/** The canvas of an example that is too large for a window. */
async function canvasOf(n8n: N8n, editor: Editor, name: string, first: string): Promise<void> {
  const { id } = await n8n.importWorkflow(withCredentials(example(name), await credentials(n8n)));
  await editor.page.setViewportSize(LARGE);
  await editor.openWorkflow(id, first);
  await fitCanvas(editor);
  await shootCanvas(editor, imageFile(name));
}

/** What a node without a credential would be marked for; nothing is sent with them. */
async function credentials(n8n: N8n) {
  const provider = { provider: 'genericHttp', baseUrl: 'http://localhost:9' };
  return {
    sendMessage: await n8n.createCredential('SMS gateway', 'smsProviderApi', provider),
    userProfile: await n8n.createCredential('CRM', 'crmApi', { ...provider, profilePath: '/people/{id}' }),
  };
}

async function panels(n8n: N8n, editor: Editor): Promise<void> {
  const segments = [
    { name: 'Big Spenders', conditions: equals('profile.tier', 'gold') },
    { name: 'Students', conditions: equals('properties.plan', 'student') },
  ];
  const nodes = [
    node('Registered', 'userEventTrigger', { path: 'events', events: 'user.registered' }),
    node('Who Is It?', 'segmentSplit', { segments: { values: segments } }),
  ];
  const { id } = await n8n.importWorkflow(workflow('Panels', nodes, [['Registered', 'Who Is It?']]));
  await editor.page.setViewportSize(LARGE);
  await editor.openWorkflow(id, 'Registered');
  await editor.openPanel('Registered');
  await editor.productionUrl();
  await shootPanel(editor, imageFile('trigger'));
  await editor.openWorkflow(id, 'Who Is It?');
  await editor.openPanel('Who Is It?');
  await editor.panel.getByText('Add condition').nth(1).waitFor();
  await shootPanel(editor, imageFile('segment-split'));
}

mkdirSync(IMAGES, { recursive: true });
const n8n = await startN8n({
  packages: [await packPackage()],
  complete: true,
  clock: new TestClock('2026-03-02T09:00:00Z'),
  // The address that panels show.
  env: { WEBHOOK_URL: 'https://n8n.example.com/' },
});
try {
  const editor = await Editor.open(n8n.baseUrl);
  try {
    await firstCoupon(n8n, editor);
    await canvasOf(n8n, editor, 'first-purchase', 'Registered');
    await canvasOf(n8n, editor, 'test-drive', 'Booked');
    await panels(n8n, editor);
    await callList(n8n, imageFile);
    await rating(n8n, imageFile);
  } finally {
    await editor.close();
  }
} finally {
  await n8n.dispose();
}
