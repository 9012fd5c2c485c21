import { parseArgs } from 'node:util';
import { playFirstPurchase } from './demo/first-purchase';
import type { DemoOptions } from './demo/stay';
import { playTestDrive } from './demo/test-drive';

/** What can be played; each says whether everybody got what they are owed. */
const SCENARIOS: Readonly<Record<string, (options: DemoOptions) => Promise<boolean>>> = {
  'first-purchase': playFirstPurchase,
  'test-drive': playTestDrive,
};

const { values } = parseArgs({
  options: {
    scenario: { type: 'string', default: 'first-purchase' },
    once: { type: 'boolean', default: false },
    empty: { type: 'boolean', default: false },
    port: { type: 'string' },
    data: { type: 'string' },
  },
});

const scenario = Object.hasOwn(SCENARIOS, values.scenario) ? SCENARIOS[values.scenario] : undefined;
if (!scenario) {
  console.error(
    `Unknown scenario "${values.scenario}". Known scenarios: ${Object.keys(SCENARIOS).join(', ')}`,
  );
  process.exitCode = 2;
} else {
  const { once, empty, port, data } = values;
  if (!(await scenario({ once, empty, port, data }))) process.exitCode = 1;
}
