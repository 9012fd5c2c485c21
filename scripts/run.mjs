/**
 * Starts every task of this project: `node scripts/run.mjs <task> [arguments]`. It needs nothing but Node 20: it
 * fetches the Node that n8n needs, installs the dependencies when the lock file has changed, then runs the task
 * with both on the PATH. All of `npm start`, `npm test` and the rest come through here.
 */
import path from 'node:path';
import { installDependencies } from './lib/install.mjs';
import { isNewEnough, provideNode } from './lib/node.mjs';
import { environment, projectRoot, run } from './lib/process.mjs';

const [name, ...rest] = process.argv.slice(2);
const args = rest[0] === '--' ? rest.slice(1) : rest;
process.chdir(projectRoot);

if (!isNewEnough()) {
  const node = provideNode();
  process.exitCode = await run(node, [path.join(projectRoot, 'scripts', 'run.mjs'), name ?? '', ...args]);
} else {
  installDependencies();
  Object.assign(process.env, environment());
  const { tasks } = await import('./lib/tasks.mjs');
  const task = tasks[name];
  if (!task) {
    console.error(`Unknown task "${name ?? ''}". Known tasks: ${Object.keys(tasks).join(', ')}`);
    process.exitCode = 2;
  } else {
    const code = await task(args);
    if (code !== undefined) process.exitCode = code;
  }
}
