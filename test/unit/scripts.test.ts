import { spawnSync } from 'node:child_process';
import path from 'node:path';

const run = path.join(__dirname, '..', '..', 'scripts', 'run.mjs');

/** What is run by hand, and by no other test as it is run by hand: it translates, loads, and says what it does not know. */
test.each([
  [['chaos', '--mode', 'nope'], '--mode is "nope". Known: embedded, queue'],
  [['bench', '--only', 'nope'], '--only names "nope". Known rows: '],
  [['start', '--scenario', 'nope'], 'Unknown scenario "nope". Known scenarios: '],
])(
  'npm run %j',
  (args, message) => {
    const { stderr, status } = spawnSync(process.execPath, [run, ...args], { encoding: 'utf8' });
    expect(stderr).toContain(message);
    expect(status).toBeGreaterThan(0);
  },
  60_000,
);
