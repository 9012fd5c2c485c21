import { existsSync } from 'node:fs';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { packPackage, startN8n, type N8n } from '../test/host/n8n';
import { ensureHost } from '../test/host/install';
import { cacheRoot } from '../test/host/paths';
import { freePort, portIsFree } from '../test/host/process';
import { owner } from '../test/host/settings';
import { copyTemplate } from '../test/host/template';
import { Facts } from './demo/facts';
import { demoPeople } from './demo/people';
import { summarise, table } from './demo/report';
import { demoJourney, play, publishDemo } from './demo/story';

const EDITOR_PORT = 5678;

const { values: options } = parseArgs({
  options: {
    once: { type: 'boolean', default: false },
    port: { type: 'string' },
    data: { type: 'string' },
  },
});

const say = (line: string): void => console.log(`  ${line}`);

/** Where a demo that stays up keeps its workflows and people, from one start to the next. */
async function demoFolder(): Promise<string> {
  const folder = resolve(options.data ?? join(cacheRoot(), 'demo'));
  return existsSync(folder) ? folder : await copyTemplate(await ensureHost(), folder);
}

async function startDemo(): Promise<N8n> {
  console.log('Building the package');
  const packages = [await packPackage()];
  console.log('Starting n8n with it');
  if (options.once) return await startN8n({ packages });
  const wished = Number(options.port ?? EDITOR_PORT);
  const port = (await portIsFree(wished)) ? wished : await freePort();
  return await startN8n({ packages, port, userFolder: await demoFolder() });
}

function whereToLook(n8n: N8n, workflowId: string, url: string): string {
  return [
    '',
    'It stays up until you press Ctrl-C.',
    `  Editor    ${n8n.baseUrl}`,
    `  Login     ${owner.email}  ${owner.password}`,
    `  Journey   ${n8n.baseUrl}/workflow/${workflowId}   (executions: ${n8n.baseUrl}/workflow/${workflowId}/executions)`,
    `  Try it    curl -X POST ${url} -H 'content-type: application/json' -d '{"userId":"me","event":"user.registered"}'`,
    '            and within 12 seconds the same with "event":"purchase", or wait for the coupon',
    `  Data      ${join(n8n.userFolder, '.n8n', 'journeys.sqlite')}`,
  ].join('\n');
}

/** Stays until somebody stops the demo, or n8n ends by itself. */
async function untilStopped(n8n: N8n): Promise<void> {
  const stopped = new AbortController();
  const signals = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  void signals.then(() => stopped.abort());
  // A timer also keeps this process alive: listening for signals alone would not.
  while (n8n.alive && !stopped.signal.aborted) {
    await setTimeout(1000, undefined, { signal: stopped.signal }).catch(() => {});
  }
  if (!stopped.signal.aborted) throw new Error(`n8n has ended by itself. Its log is ${n8n.logFile}`);
  await n8n.stop();
}

async function main(): Promise<void> {
  const journey = demoJourney();
  const n8n = await startDemo();
  try {
    const workflowId = await publishDemo(n8n, journey);
    const url = `${n8n.baseUrl}/webhook/${journey.path}`;
    const people = demoPeople(`demo-${Date.now().toString(36)}`);
    console.log(
      `Sending ${people.length} people through "${journey.workflow.name}", a day in ${86_400 / journey.timeScale} seconds`,
    );
    const facts = new Facts(join(n8n.userFolder, '.n8n', 'journeys.sqlite'));
    const found = await play(url, journey, people, facts, say);
    facts.close();
    const summary = summarise(people, found);
    console.log(`\n${table(people, found)}\n`);
    if (!options.once) {
      console.log(whereToLook(n8n, workflowId, url));
      await untilStopped(n8n);
      return;
    }
    console.log(JSON.stringify(summary));
    const owed = people.reduce((sum, person) => sum + person.coupons, 0);
    if (summary.coupons !== owed || summary.duplicates > 0 || summary.lost > 0) process.exitCode = 1;
  } finally {
    await n8n.dispose();
  }
}

await main();
