import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { runCommand, say } from './command';
import { underLock } from './lock';
import { bundledNode, cacheRoot, hostKey, hostSources, npmCommand, pathWithNode } from './paths';

/** Where an installed host lies. */
export interface HostPaths {
  /** The folder with `node_modules`. */
  dir: string;
  /** n8n's start script. */
  n8n: string;
  /** The Node that runs n8n. */
  node: string;
  /** Where Node keeps n8n's modules as it has compiled them: with that n8n starts in three quarters of the time. */
  compiled: string;
  /** Changes with every other host. 16 hex digits. */
  key: string;
}

const INSTALL_TIMEOUT_MS = 40 * 60_000;

function pathsOf(dir: string, key: string): HostPaths {
  const bundled = bundledNode(dir);
  return {
    dir,
    key,
    compiled: join(dir, 'compiled'),
    n8n: join(dir, 'node_modules', 'n8n', 'bin', 'n8n'),
    node: bundled === undefined ? process.execPath : join(bundled, 'bin', 'node'),
  };
}

function installedHost(): HostPaths | undefined {
  const key = hostKey();
  const paths = pathsOf(join(cacheRoot(), `host-${key}`), key);
  return existsSync(paths.n8n) ? paths : undefined;
}

async function install(target: string): Promise<void> {
  const staging = `${target}.installing`;
  rmSync(staging, { recursive: true, force: true });
  mkdirSync(staging, { recursive: true });
  for (const name of ['package.json', 'package-lock.json', '.npmrc']) {
    copyFileSync(join(hostSources, name), join(staging, name));
  }
  const env = { ...process.env, PATH: pathWithNode(process.execPath) };
  const npm = npmCommand();
  // Scripts stay off: an optional binding would download a binary, and fail the whole installation where it cannot.
  // Not `npm ci`: it refuses a lock file that lacks optional bindings for other platforms.
  await runCommand([...npm, 'install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: staging,
    env,
    progress: 'installing n8n (about 3 GB, 4 to 7 minutes)',
  });
  const headers = bundledNode(staging);
  const withHeaders = headers && {
    npm_config_nodedir: headers,
    PATH: pathWithNode(join(headers, 'bin', 'node')),
  };
  // Said aloud: under "npm run" the project's own ignore-scripts is in the environment, and rebuild would build nothing.
  await runCommand([...npm, 'rebuild', 'sqlite3', '--ignore-scripts=false'], {
    cwd: staging,
    env: { ...env, ...withHeaders },
    progress: 'building sqlite3 (1 to 4 minutes; needs python3, make and a C++ compiler)',
  });
  const node = headers ? join(headers, 'bin', 'node') : process.execPath;
  await runCommand([node, '-e', "require('sqlite3')"], { cwd: staging, env });
  renameSync(staging, target);
}

/**
 * The n8n and Node of `package-lock.json`, installed on first use into the user's cache folder.
 *
 * Safe to call from several processes at once: one installs, the others wait. The folder appears complete or not at all,
 * so an interrupted installation is simply done again.
 *
 * @throws with the last lines of npm's output if the installation fails
 */
export async function ensureHost(): Promise<HostPaths> {
  const ready = installedHost();
  if (ready) return ready;
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 24)
    throw new Error(`n8n needs Node 24 or newer, this is ${process.version}. Start through "npm run".`);
  const target = join(cacheRoot(), `host-${hostKey()}`);
  return await underLock(`${target}.lock`, INSTALL_TIMEOUT_MS, async () => {
    if (!installedHost()) {
      say(`installing the n8n of ${join(hostSources, 'package-lock.json')} into ${target}`);
      await install(target);
    }
    const host = installedHost();
    if (!host)
      throw new Error(`npm ended well, but ${target} holds no n8n. Remove that folder and try again.`);
    return host;
  });
}
