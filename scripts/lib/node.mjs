import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import { npm } from './npm.mjs';

/** What n8n 2.41 asks for. The version is exact so that everybody tests on the same one. */
const VERSION = '24.21.0';
const MAJOR = 24;

export const isNewEnough = () => Number(process.versions.node.split('.')[0]) >= MAJOR;

/** Where things live that are fetched once per machine and not once per clone. */
export function cacheFolder() {
  const base = process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache');
  return path.join(base, 'journey-canvas');
}

/**
 * The path of a Node that is new enough, fetched from npm's per-platform packages on first use. Two processes may
 * do so at once: each fills a folder of its own, and the one that renames second takes the first one's.
 * @throws Error when there is no such package for this platform or what was fetched does not run.
 */
export function provideNode() {
  const executable = process.platform === 'win32' ? 'node.exe' : 'node';
  const folder = path.join(cacheFolder(), `node-${VERSION}`);
  const node = path.join(folder, 'bin', executable);
  if (existsSync(node)) return node;

  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const packageName = `node-${platform}-${process.arch}`;
  console.error(`Node ${process.versions.node} is too old for n8n; fetching Node ${VERSION} (once) ...`);
  mkdirSync(cacheFolder(), { recursive: true });
  const work = mkdtempSync(path.join(cacheFolder(), 'fetch-'));
  try {
    writeFileSync(path.join(work, 'package.json'), '{"private":true}');
    npm(['install', '--no-audit', '--no-fund', '--ignore-scripts', `${packageName}@${VERSION}`], {
      cwd: work,
    });
    const fetched = path.join(work, 'node_modules', packageName);
    const { stdout } = spawnSync(path.join(fetched, 'bin', executable), ['--version'], { encoding: 'utf8' });
    if (stdout?.trim() !== `v${VERSION}`) throw new Error(`${packageName}@${VERSION} does not run here`);
    try {
      renameSync(fetched, folder);
    } catch (error) {
      if (!existsSync(node)) throw error;
    }
    return node;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
