import { launchChromium } from '../../test/browser/chromium';
import type { N8n } from '../../test/host/n8n';
import { callJourney, listLinkIn } from '../../test/support/calls';

const PEOPLE = [
  { userId: 'ann', name: 'Ann Miller', model: 'Aurora X5', dealer: 'Sunshine Cars, Shanghai' },
  { userId: 'bob', name: 'Bob Chen', model: 'Aurora S', dealer: 'Sunshine Cars, Suzhou' },
  { userId: 'cat', name: 'Catherine Wu', model: 'Aurora X5', dealer: 'Sunshine Cars, Shanghai' },
];

/** The call list as an agent's browser shows it, with one call open. */
export async function callList(n8n: N8n, file: (name: string) => string): Promise<void> {
  const field = (name: string, path: string) => ({ name, value: `={{ $json.properties.${path} }}` });
  const journey = callJourney('calls', {
    taskName: '={{ $json.properties.name }}',
    script:
      '=Hello {{ $json.properties.name }}, you had booked a test drive of the {{ $json.properties.model }} for yesterday.\nMay I ask what came in between? Shall we find another day?',
    variables: { values: [field('Model', 'model'), field('Dealer', 'dealer')] },
    priority: '={{ $json.userId === "ann" ? 1 : 0 }}',
    settings: {
      ...{ timeZone: 'Asia/Shanghai', listTitle: 'Missed test drives' },
      due: { values: { amount: 4, unit: 'hours' } },
    },
  });
  const { id } = await n8n.importWorkflow(journey);
  await n8n.publishAndWait(id);
  for (const { userId, ...known } of PEOPLE) {
    const properties = { ...known, phone: `+86138000000${userId.charCodeAt(0)}` };
    await n8n.postWebhook('calls', { userId, event: 'calls.start', properties });
  }
  const [first] = await n8n.waitForExecutions(id, PEOPLE.length);
  const link = new URL(listLinkIn(await n8n.getExecution(first?.id ?? '')) ?? '');
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 900, height: 1000 }, locale: 'en-GB' });
    // The address in the link is the one that n8n shows to the world.
    await page.goto(`${n8n.baseUrl}${link.pathname}${link.search}&agent=Li+Na`);
    await page.getByText('Ann Miller').first().click();
    await page.getByText('What to say').first().waitFor();
    await page.screenshot({ path: file('call-list'), fullPage: true });
  } finally {
    await browser.close();
  }
}
