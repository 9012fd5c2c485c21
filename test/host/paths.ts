import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';

/** The folder of this driver: it holds the manifest and the lock file of the host. */
export const hostSources = __dirname;

/** The root of the project. */
export const projectRoot = resolve(hostSources, '..', '..');

/** Where everything lies that is made once and used by many tests. Outside the clone, so it outlives it. */
export function cacheRoot(): string {
  return join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'journey-canvas');
}

/** Changes whenever another n8n, another Node or another dependency of them is asked for. 16 hex digits. */
export function hostKey(): string {
  const hash = createHash('sha256');
  for (const name of ['package-lock.json', 'package.json'])
    hash.update(readFileSync(join(hostSources, name)));
  return hash.digest('hex').slice(0, 16);
}

/** The folder of the npm package that holds Node and its headers for this machine, inside an installed host. */
export function bundledNode(hostDir: string): string | undefined {
  const folder = join(hostDir, 'node_modules', `node-${process.platform}-${process.arch}`);
  return existsSync(join(folder, 'bin', 'node')) ? folder : undefined;
}

/** `PATH` on which `node` is the given binary: npm and n8n's task runner both look it up there. */
export function pathWithNode(node: string): string {
  return [dirname(node), process.env['PATH'] ?? ''].join(delimiter);
}

/** Command and first arguments that run npm under the Node of this process. */
export function npmCommand(): [string, ...string[]] {
  const cli = process.env['npm_execpath'];
  return cli !== undefined && /npm-cli\.[cm]?js$/.test(cli) ? [process.execPath, cli] : ['npm'];
}
