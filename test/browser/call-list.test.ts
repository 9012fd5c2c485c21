/** The call list as an agent's browser shows it, without JavaScript, in the sandbox that n8n's address demands. */
import type { Browser, Page } from 'playwright-core';
import { callJourney, listLinkIn } from '../support/calls';
import { Lab } from '../support/lab';
import { chromiumAvailable, launchChromium, PATIENCE_MS } from './chromium';

jest.setTimeout(300_000);

const suite = chromiumAvailable() ? describe : describe.skip;

suite('the call list', () => {
  let lab: Lab;
  let browser: Browser;
  let page: Page;
  const requests = new Set<string>();

  beforeAll(async () => {
    lab = await Lab.open();
    browser = await launchChromium();
    page = await browser.newPage({ locale: 'en-GB', javaScriptEnabled: false });
    page.setDefaultTimeout(PATIENCE_MS);
    page.on('request', (request) => void requests.add(new URL(request.url()).origin));
  });
  afterAll(async () => {
    await browser?.close();
    await lab?.close();
  });

  test('an agent takes a call and records how it ended; nothing is fetched from anybody', async () => {
    const id = await lab.publish(callJourney('agents', { taskName: '<Sunshine> {{ 1 }}' }));
    await lab.send({ userId: 'ann', event: 'agents.start', properties: { phone: '+8613800000001' } });
    await lab.settled();
    const [execution] = await lab.executions(id, 1);
    await page.goto(String(execution && listLinkIn(execution)));
    await page.getByLabel('Your name').first().fill('Li Na');
    await page.getByRole('button', { name: 'Show my calls' }).click();
    await page.getByText('<Sunshine>').click();
    await page.getByRole('button', { name: 'I am calling now' }).click();
    await page.getByText('At it: Li Na').waitFor();
    const record = page.getByRole('button', { name: 'Record the result' });
    // The browser itself asks for a result first.
    await record.click();
    expect(await page.getByText('The result is recorded.').count()).toBe(0);
    await page.getByLabel('Wants to be called back').check();
    await record.click();
    await page.getByRole('alert').waitFor();
    await page.getByLabel('Reached').check();
    await page.getByLabel('Note (optional)').fill('will come');
    await record.click();
    await page.getByText('The result is recorded.').waitFor();
    await page.getByText('Nobody is to be called right now.').waitFor();
    expect(requests).toEqual(new Set([lab.n8n.baseUrl]));
    await lab.settled();
    const [, left] = await lab.executions(id, 2);
    expect(left?.json('Reached')).toMatchObject([
      { userId: 'ann', call: { outcome: 'connected', agent: 'Li Na', note: 'will come' } },
    ]);
  });
});
