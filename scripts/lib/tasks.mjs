import { randomInt } from 'node:crypto';
import { NEEDS_HOST, runJest } from './jest.mjs';
import { runNode, tool } from './process.mjs';
import { runTs } from './run-ts.mjs';

const gulp = (task, args = []) => runNode(tool('gulp'), [task, ...args]);

/** A task in a process of its own, whose end and exit code are known whatever its script leaves running. */
const inOwnProcess = (task) => runNode('scripts/run.mjs', [task]);

/** What has to hold besides the tests, in the order of how fast it answers. */
const CHECKS = {
  format: (heard) => runNode(tool('prettier'), ['--check', '--log-level=warn', '.'], heard),
  types: (heard) => runNode(tool('typescript', 'tsc'), [], heard),
  lint: (heard) => runNode(tool('eslint'), ['.', '--max-warnings=0'], heard),
  'dead code': (heard) => runNode(tool('knip'), [], heard),
};

/** What is run together, since it needs the same: fast tests first. */
const GROUPS = [
  ['unit', 'store', 'nodes', 'hostile'],
  ['browser', 'e2e', 'chaos'],
];
const NEEDS_BUILD = new Set(['nodes', ...NEEDS_HOST]);

/** Runs named steps one after the other, all of them whatever happens, and returns the names of those that failed. */
async function runSteps(steps) {
  const failed = [];
  for (const [name, step] of Object.entries(steps)) {
    console.log(`\n> ${name}`);
    const code = await step().catch((error) => (console.error(error.message), 1));
    if (code !== 0) failed.push(name);
  }
  if (failed.length > 0) console.error(`\nFailed: ${failed.join(', ')}`);
  return failed;
}

/** The checks, all at once; what each says is shown when those before it have ended. */
async function runChecks() {
  const steps = {};
  for (const [name, start] of Object.entries(CHECKS)) {
    let said = '';
    const ended = start((text) => (said += text));
    // Asked for below, perhaps later than it fails.
    ended.catch(() => {});
    steps[name] = () => ended.finally(() => process.stdout.write(said));
  }
  return runSteps(steps);
}

async function check(args) {
  const failed = await runChecks();
  failed.push(...(await runSteps({ 'unit tests': async () => (await runJest(['unit'], args)).code })));
  return failed.length > 0 ? 1 : 0;
}

/** What a test project needs first: the built package, and for those that run one a real n8n beside it. */
function preparationOf(project) {
  return {
    ...(NEEDS_BUILD.has(project) && { build: () => gulp('build') }),
    ...(NEEDS_HOST.has(project) && { host: () => inOwnProcess('host:install') }),
  };
}

function missingFor(project, failedSteps) {
  return Object.keys(preparationOf(project)).some((step) => failedSteps.includes(step));
}

async function testOne(project, args) {
  const failed = await runSteps(preparationOf(project));
  return failed.length > 0 ? 1 : (await runJest([project], args)).code;
}

/**
 * Everything, with one seed. Nothing stops the rest, except that tests which need a build are left out when there is none. The last
 * line is read by CI; a failed check or preparation counts in it as one failure, so that it never says 0 when the
 * exit code says otherwise.
 */
async function testAll(given) {
  const args = given.some((arg) => arg.startsWith('--seed'))
    ? given
    : [...given, `--seed=${randomInt(2 ** 31)}`];
  const failedSteps = [...(await runChecks()), ...(await runSteps(preparationOf('e2e')))];
  const total = { passed: 0, failed: failedSteps.length, skipped: 0 };
  for (const group of GROUPS) {
    const unfit = group.filter((project) => missingFor(project, failedSteps));
    if (unfit.length > 0)
      console.error(`\n> ${unfit.join(', ')} tests: not run, because of what failed before`);
    const fit = group.filter((project) => !unfit.includes(project));
    if (fit.length === 0) continue;
    console.log(`\n> ${fit.join(', ')} tests`);
    const counts = await runJest(fit, args);
    for (const key of Object.keys(total)) total[key] += counts[key];
  }
  const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
  console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
  return total.failed > 0 ? 1 : 0;
}

/** Every task takes the arguments after its name and returns an exit code, or none to leave it to the script. */
export const tasks = {
  start: (args) => runTs('scripts/start.ts', args),
  build: (args) => gulp('build', args),
  check,
  test: testAll,
  'test:unit': (args) => testOne('unit', args),
  'test:store': (args) => testOne('store', args),
  'test:nodes': (args) => testOne('nodes', args),
  'test:hostile': (args) => testOne('hostile', args),
  'test:browser': (args) => testOne('browser', args),
  'test:e2e': (args) => testOne('e2e', args),
  pictures: (args) => runTs('scripts/pictures.ts', args),
  chaos: (args) => runTs('test/chaos/index.ts', args),
  bench: (args) => runTs('test/bench/index.ts', args),
  'host:install': (args) => runTs('scripts/host-install.ts', args),
};
