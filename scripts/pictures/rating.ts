import { launchChromium } from '../../test/browser/chromium';
import { PHONE } from '../../test/browser/phone';
import type { N8n } from '../../test/host/n8n';
import { linksIn, ratingJourney } from '../../test/support/ratings';

const LANGUAGES = [
  { name: 'rating-en', locale: 'en-GB', number: 9 },
  { name: 'rating-zh', locale: 'zh-CN', number: 9 },
] as const;

/** The page of Rating Branch as a phone shows it, in both languages, with a number chosen. */
export async function rating(n8n: N8n, file: (name: string) => string): Promise<void> {
  const { id } = await n8n.importWorkflow(
    ratingJourney('rate', { settings: { title: 'Sunshine Cars', colour: '#0b6e4f' } }),
  );
  await n8n.publishAndWait(id);
  await n8n.postWebhook('rate', { userId: 'ann', event: 'rate.start' });
  const [first] = await n8n.waitForExecutions(id, 1);
  const links = linksIn(await n8n.getExecution(first?.id ?? ''));
  const link = new URL(links['ann'] ?? '');
  const browser = await launchChromium();
  try {
    for (const { name, locale, number } of LANGUAGES) {
      const page = await browser.newPage({ ...PHONE, locale });
      // The address in the link is the one that n8n shows to the world.
      await page.goto(`${n8n.baseUrl}${link.pathname}${link.search}&score=${number}`);
      await page.getByRole('button').waitFor();
      await page.screenshot({ path: file(name) });
      await page.close();
    }
  } finally {
    await browser.close();
  }
}
