import { parseArgs } from 'node:util';
import { lazinesses, ledger, weaknesses } from './report';
import { chaos } from './run';

const { values } = parseArgs({
  options: {
    mode: { type: 'string', default: 'embedded' },
    minutes: { type: 'string', default: '5' },
    seed: { type: 'string' },
    plant: { type: 'string' },
  },
});

const USAGE = 'npm run chaos -- [--mode embedded|queue] [--minutes 5] [--seed 1] [--plant lost-delivery]';

function refuse(message: string): never {
  console.error(`${message}\n${USAGE}`);
  process.exit(2);
}

const { mode } = values;
if (mode !== 'embedded' && mode !== 'queue') refuse(`--mode is "${mode}". Known: embedded, queue`);
if (values.plant !== undefined && values.plant !== 'lost-delivery')
  refuse(`--plant is "${values.plant}". Known: lost-delivery`);
const minutes = Number(values.minutes);
if (!(minutes > 0)) refuse(`--minutes is "${values.minutes}". Use a number above 0`);
const seed = Number(values.seed ?? Date.now() % 1_000_000);

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
console.log(`chaos in ${mode} mode for ${minutes} minutes, replayed by --seed ${seed}`);
const report = await chaos({
  mode,
  seed,
  minutes,
  kills: 0,
  plant: values.plant !== undefined,
  say: console.log,
});
const weak = [...weaknesses(report), ...lazinesses(report, { mode, minutes })];
console.log(ledger(report));
if (values.plant !== undefined) {
  const found =
    report.planted !== null && report.violations.some((line) => line.includes(report.planted ?? ''));
  console.log(
    found
      ? `  the planted fault was found: ${report.planted} lost a delivery`
      : '  THE PLANTED FAULT WAS NOT FOUND',
  );
  process.exit(found ? 0 : 1);
}
for (const line of weak) console.error(`  proves too little: ${line}`);
process.exit(report.violations.length + weak.length > 0 ? 1 : 0);
