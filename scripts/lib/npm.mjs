import { spawnSync } from 'node:child_process';
import { projectRoot } from './process.mjs';

/**
 * Runs npm with its output shown and waits for it.
 * @throws Error with npm's arguments when it fails.
 */
export function npm(args, { cwd = projectRoot, env = process.env } = {}) {
  const own = process.env.npm_execpath;
  const options = { cwd, env, stdio: ['ignore', 'inherit', 'inherit'] };
  const { status, error } = own?.endsWith('.js')
    ? spawnSync(process.execPath, [own, ...args], options)
    : spawnSync('npm', args, { ...options, shell: process.platform === 'win32' });
  if (error) throw error;
  if (status !== 0) throw new Error(`npm ${args.join(' ')} failed with exit code ${status}`);
}
