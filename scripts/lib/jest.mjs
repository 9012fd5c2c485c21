import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { projectRoot, runNode, tool } from './process.mjs';

/** Projects that run a real n8n. */
export const NEEDS_HOST = new Set(['browser', 'e2e', 'chaos']);

/** With one less, as jest has it, every second core would only wait; with more, a real n8n would be slower than alone. */
const WORKERS = '--maxWorkers=2';
/** What a test may take by default, in milliseconds: a busy machine is slow, not wrong, and a real n8n more so. */
const PATIENCE = { host: 600_000, others: 60_000 };

/**
 * Runs jest projects together and counts their test cases. A suite that could not run at all counts as one failure, since
 * jest itself counts no test case for it.
 */
export async function runJest(projects, args = []) {
  const outputFile = path.join(projectRoot, '.cache', `jest-${projects.join('-')}.json`);
  await mkdir(path.dirname(outputFile), { recursive: true });
  await rm(outputFile, { force: true });
  const code = await runNode(tool('jest'), [
    '--selectProjects',
    ...projects,
    '--passWithNoTests',
    '--json',
    `--outputFile=${outputFile}`,
    WORKERS,
    `--testTimeout=${projects.some((project) => NEEDS_HOST.has(project)) ? PATIENCE.host : PATIENCE.others}`,
    ...args,
  ]);
  const counts = await readFile(outputFile, 'utf8').then(countsOf, () => ({
    passed: 0,
    failed: 0,
    skipped: 0,
  }));
  if (code !== 0 && counts.failed === 0) counts.failed = 1;
  return { code, ...counts };
}

function countsOf(json) {
  const result = JSON.parse(json);
  return {
    passed: result.numPassedTests,
    failed: result.numFailedTests + result.numRuntimeErrorTestSuites,
    skipped: result.numPendingTests + result.numTodoTests,
  };
}
