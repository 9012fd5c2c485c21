/** The rating page as a phone shows it, without JavaScript, in the sandbox that n8n's address demands. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { Lab } from '../support/lab';
import { linksIn, ratingJourney } from '../support/ratings';
import { chromiumAvailable, launchChromium, PATIENCE_MS } from './chromium';
import { PHONE } from './phone';

jest.setTimeout(300_000);

const suite = chromiumAvailable() ? describe : describe.skip;

suite('the rating page on a phone', () => {
  let lab: Lab;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let id: string;
  let asked = 0;
  const requests: string[] = [];

  beforeAll(async () => {
    lab = await Lab.open();
    browser = await launchChromium();
    id = await lab.publish(
      ratingJourney('phone', {
        question: '=How was it, {{ $json.userId }}?',
        settings: { title: '<Sunshine>' },
      }),
    );
  });
  afterAll(async () => {
    await browser?.close();
    await lab?.close();
  });
  afterEach(() => context.close());

  /** Somebody is asked, and opens the link on a phone that speaks their language and runs no scripts. */
  async function opened(userId: string, locale: string): Promise<void> {
    await lab.send({ userId, event: 'phone.start' });
    await lab.settled();
    asked += 1;
    const all = await lab.executions(id, asked);
    const links = Object.assign({}, ...all.map(linksIn)) as Record<string, string>;
    context = await browser.newContext({ ...PHONE, locale, javaScriptEnabled: false });
    page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    requests.length = 0;
    page.on('request', (request) => void requests.push(new URL(request.url()).origin));
    const response = await page.goto(String(links[userId]));
    expect(response?.status()).toBe(200);
  }

  test('asks, takes the answer by tapping twice, and thanks; nothing is fetched from anybody', async () => {
    await opened('ann', 'en-GB');
    await page.getByText('<Sunshine>').waitFor();
    expect(await page.getByRole('radio').count()).toBe(11);
    const wide = await page.locator('main').boundingBox();
    expect(wide?.width).toBeLessThanOrEqual(PHONE.viewport.width);
    await page.locator('.scores label', { hasText: '9' }).tap();
    await page.getByRole('textbox').fill('so <b>good</b>');
    await page.getByRole('button', { name: 'Send my answer' }).tap();
    await page.getByRole('heading', { name: 'Thank you for your answer!' }).waitFor();
    expect(new Set(requests)).toEqual(new Set([lab.n8n.baseUrl]));
    await lab.settled();
    asked += 1;
    const [latest] = (await lab.executions(id, asked)).slice(-1);
    expect(latest?.json('Happy')).toMatchObject([
      { userId: 'ann', rating: { score: 9, comment: 'so <b>good</b>', via: 'page' } },
    ]);
    await page.goBack();
    await page.reload();
    await page.getByRole('heading', { name: 'We already have your answer' }).waitFor();
  });

  test('in Chinese; a form without a number is not even sent', async () => {
    await opened('bob', 'zh-CN');
    const button = page.getByRole('button', { name: '提交评分' });
    await button.tap();
    expect(requests).toHaveLength(1);
    await page.locator('.scores label', { hasText: '0' }).first().tap();
    await button.tap();
    await page.getByRole('heading', { name: '感谢您的评分！' }).waitFor();
    asked += 1;
    await lab.settled();
  });
});
