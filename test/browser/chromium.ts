import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** How long a page may take to load, and to do what is asked of it, on a busy machine. */
export const PATIENCE_MS = 120_000;

/** What to do where there is no Chromium. */
export const chromiumHint = [
  `No Chromium at ${CHROMIUM}. To get one and a font with Chinese characters, on Debian or Ubuntu, as root:`,
  '  scripts/debian-packages.sh',
  'or name another one in CHROMIUM.',
].join('\n');

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

/** True if there is a Chromium; says `chromiumHint` on standard error when the answer is no. */
export function chromiumAvailable(): boolean {
  const available = existsSync(CHROMIUM);
  if (!available) process.stderr.write(`${chromiumHint}\nIts tests are skipped.\n`);
  return available;
}

/** A Chromium without a window. @throws Error with `chromiumHint` when there is none. */
export async function launchChromium(): Promise<Browser> {
  if (!existsSync(CHROMIUM)) throw new Error(chromiumHint);
  return chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
}
