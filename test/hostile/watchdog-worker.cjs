// Ends a process whose thread has been busy with one body for too long: a loop cannot be interrupted from within.
// `shared[0]` counts bodies. Time is the process' own CPU time, so that a slow machine is not taken for a loop.
const { writeSync } = require('node:fs');
const { workerData } = require('node:worker_threads');

const { shared, limitMs, hint } = workerData;
let seen = -1;
let since = process.cpuUsage();

setInterval(() => {
  const now = Atomics.load(shared, 0);
  if (now !== seen) {
    seen = now;
    since = process.cpuUsage();
    return;
  }
  const { user, system } = process.cpuUsage(since);
  if (now === 0 || (user + system) / 1000 < limitMs) return;
  writeSync(2, `\nBody ${now} has kept the intake busy for ${limitMs} ms of CPU time. ${hint}\n`);
  process.kill(process.pid, 'SIGKILL');
}, 100);
