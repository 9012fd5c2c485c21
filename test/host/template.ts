import { cpSync, existsSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { say } from './command';
import type { HostPaths } from './install';
import { underLock } from './lock';
import { cacheRoot } from './paths';
import { freePort, HostProcess } from './process';
import { Rest } from './rest';
import { baseEnv } from './settings';

const TEMPLATE_TIMEOUT_MS = 10 * 60_000;

/** Part of the template's name: to be raised when what the driver puts into the template changes. */
const EDITION = 2;

/**
 * A user folder in which n8n has already made its tables and its owner.
 *
 * The first start of an n8n takes about a minute, one on a copy of this folder about ten seconds.
 */
export async function ensureTemplate(host: HostPaths): Promise<string> {
  const template = join(cacheRoot(), `template-${host.key}-${EDITION}`);
  if (existsSync(template)) return template;
  return await underLock(`${template}.lock`, TEMPLATE_TIMEOUT_MS, async () => {
    if (!existsSync(template)) await build(host, template);
    return template;
  });
}

async function build(host: HostPaths, template: string): Promise<void> {
  say('starting n8n once to make its tables (about a minute)');
  const staging = `${template}.making`;
  rmSync(staging, { recursive: true, force: true });
  rmSync(host.compiled, { recursive: true, force: true });
  const port = await freePort();
  const env = baseEnv({ userFolder: staging, port, brokerPort: await freePort(), database: 'sqlite' });
  const n8n = new HostProcess({ host, role: 'start', env, logFile: `${template}.log` });
  try {
    await n8n.ready();
    await new Rest(`http://127.0.0.1:${port}`).signIn();
  } catch (error) {
    await n8n.end('SIGKILL');
    throw error;
  }
  await n8n.end('SIGTERM');
  renameSync(staging, template);
}

/**
 * Every n8n that ends in an orderly way adds what it compiled to what the template's left: code in its own user folder,
 * which nobody runs again. Removes that.
 */
export function forgetForeignCode(host: HostPaths, template: string): void {
  // Renaming it was the last thing that happened to the template.
  const known = statSync(template).ctimeMs;
  if (!existsSync(host.compiled)) return;
  for (const entry of readdirSync(host.compiled, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isFile() && statSync(file).mtimeMs > known) rmSync(file, { force: true });
  }
}

/** A fresh copy of the template, below the temporary folder of this machine unless told where. */
export async function copyTemplate(host: HostPaths, to?: string): Promise<string> {
  const template = await ensureTemplate(host);
  const folder = to ?? mkdtempSync(join(tmpdir(), 'journeys-n8n-'));
  cpSync(template, folder, { recursive: true });
  return folder;
}
