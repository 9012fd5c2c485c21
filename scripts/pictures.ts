import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { packPackage, startN8n, TestClock, type N8n } from '../test/host/n8n';
import { projectRoot } from '../test/host/paths';
import { owner } from '../test/host/settings';
import { demoJourney, publishDemo } from './demo/story';

const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const IMAGES = join(projectRoot, 'docs', 'images');

/** Switches off what would call outside, and what needs a screen or a sandbox. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

async function signIn(page: Page, n8n: N8n): Promise<void> {
  await page.goto(`${n8n.baseUrl}/signin`);
  await page.getByLabel('Email').fill(owner.email);
  await page.locator('input[type=password]').fill(owner.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL((url) => !url.pathname.includes('signin'));
}

async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(IMAGES, `${name}.png`) });
  console.log(`docs/images/${name}.png`);
}

/** n8n offers a checklist over the canvas of a journey that has run, on some pages and a moment after them. */
async function closeChecklist(page: Page): Promise<void> {
  const heading = page.getByRole('heading', { name: 'Production Checklist' });
  const offered = await heading.waitFor({ timeout: 5_000 }).then(
    () => true,
    () => false,
  );
  if (!offered) return;
  await heading.locator('xpath=following-sibling::*').click();
  await heading.waitFor({ state: 'hidden' });
}

async function canvas(page: Page, n8n: N8n, workflowId: string): Promise<void> {
  await page.goto(`${n8n.baseUrl}/workflow/${workflowId}`);
  await page.getByText('Wait for First Purchase').first().waitFor();
  await closeChecklist(page);
  await page.keyboard.press('1');
  await picture(page, 'first-coupon');
  await page
    .locator('.vue-flow__node', { hasText: 'Wait for First Purchase' })
    .dblclick({ position: { x: 48, y: 48 } });
  await page.getByText('Wait at Most').first().waitFor();
  await picture(page, 'wait-for-event');
}

async function execution(page: Page, n8n: N8n, workflowId: string, executionId: string): Promise<void> {
  await page.goto(`${n8n.baseUrl}/workflow/${workflowId}/executions/${executionId}`);
  await page.getByText('Succeeded').first().waitFor();
  const preview = page.frames().at(-1) ?? page.mainFrame();
  await preview
    .getByText('Tell Other Journeys')
    .first()
    .waitFor({ timeout: 10_000 })
    .catch(() => {});
  await closeChecklist(page);
  await page.waitForLoadState('networkidle');
  await picture(page, 'execution');
}

async function main(): Promise<void> {
  if (!existsSync(CHROMIUM)) {
    throw new Error(
      `No Chromium at ${CHROMIUM}. Run scripts/debian-packages.sh, or set CHROMIUM to where it is`,
    );
  }
  mkdirSync(IMAGES, { recursive: true });
  const journey = demoJourney();
  const n8n = await startN8n({
    packages: [await packPackage()],
    clock: new TestClock('2026-03-02T09:00:00Z'),
  });
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
  try {
    const workflowId = await publishDemo(n8n, journey);
    await n8n.postWebhook(journey.path, { userId: 'ann', event: 'user.registered' });
    await n8n.waitForExecutions(workflowId, 1);
    await n8n.postWebhook(journey.path, {
      userId: 'ann',
      event: 'purchase',
      properties: { platform: 'app' },
    });
    const [latest] = await n8n.waitForExecutions(workflowId, 2);
    const page = await browser.newPage({ viewport: { width: 1440, height: 810 } });
    await signIn(page, n8n);
    await canvas(page, n8n, workflowId);
    await execution(page, n8n, workflowId, latest?.id ?? '');
  } finally {
    await browser.close();
    await n8n.dispose();
  }
}

await main();
