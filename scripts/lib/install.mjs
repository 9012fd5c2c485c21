import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { npm } from './npm.mjs';
import { environment, projectRoot } from './process.mjs';

/**
 * Installs the dependencies when there are none or the lock file is not the one they were installed from. The note
 * of that lock file lies inside node_modules, so it goes when they go.
 * @throws Error when npm fails.
 */
export function installDependencies() {
  const lock = readFileSync(path.join(projectRoot, 'package-lock.json'));
  const wanted = createHash('sha256').update(lock).digest('hex');
  const stamp = path.join(projectRoot, 'node_modules', '.installed-lock');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;

  console.error('Installing dependencies ...');
  npm(['ci', '--no-audit', '--no-fund'], { env: environment() });
  writeFileSync(stamp, wanted);
}
