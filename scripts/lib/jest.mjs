import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { projectRoot, runNode, tool } from './process.mjs';

/** jest takes these for a whole run only. Two starts of n8n at once would be slower than one after the other. */
const WITH_N8N = ['--maxWorkers=1', '--testTimeout=600000'];
const PER_PROJECT = { browser: WITH_N8N, e2e: ['--maxWorkers=2', '--testTimeout=600000'], chaos: WITH_N8N };

/**
 * Runs one jest project and counts its test cases. A suite that could not run at all counts as one failure, since
 * jest itself counts no test case for it.
 */
export async function runJest(project, args = []) {
  const outputFile = path.join(projectRoot, '.cache', `jest-${project}.json`);
  await mkdir(path.dirname(outputFile), { recursive: true });
  await rm(outputFile, { force: true });
  const code = await runNode(tool('jest'), [
    '--selectProjects',
    project,
    '--passWithNoTests',
    '--json',
    `--outputFile=${outputFile}`,
    ...(PER_PROJECT[project] ?? []),
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
