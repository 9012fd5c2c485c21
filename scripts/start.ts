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
import { Facts } from '../test/support/facts';
import { demoPeople } from './demo/people';
import { summarise, table } from './demo/report';
import { play } from './demo/play';
import { demoJourney, publishDemo, type DemoJourney } from './demo/story';

const EDITOR_PORT = 5678;

const { values: options } = parseArgs({
  options: {
    once: { type: 'boolean', default: false },
    /** Nobody is sent: n8n stays up with the published examples. */
    empty: { type: 'boolean', default: false },
    port: { type: 'string' },
    data: { type: 'string' },
  },
});

const say = (line: string): void => console.log(`  ${line}`);

/** Where a demo that stays up keeps its workflows and people, from one start to the next. */
async function demoFolder(): Promise<string> {
  const folder = resolve(options.data ?? join(cacheRoot(), 'demo-first-purchase'));
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
    'Where to look',
    `  Editor    ${n8n.baseUrl}`,
    `  Login     ${owner.email}  ${owner.password}`,
    `  Journey   ${n8n.baseUrl}/workflow/${workflowId}   (executions: ${n8n.baseUrl}/workflow/${workflowId}/executions)`,
    `  Try it    curl -X POST ${url} -H 'content-type: application/json' -d '{"userId":"me","event":"user.registered"}'`,
    '            and within 12 seconds the same with "event":"purchase","properties":{"platform":"wechat"}, or wait for the coupon',
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

/** Sends the demo people and prints who got what; returns whether everybody got what they are owed. */
async function sendPeople(n8n: N8n, journey: DemoJourney, url: string): Promise<boolean> {
  const people = demoPeople(`demo-${Date.now().toString(36)}`);
  const daySeconds = 86_400 / journey.timeScale;
  console.log(
    `Sending ${people.length} people through "${journey.workflow.name}", a day in ${daySeconds} seconds`,
  );
  const found = await play(url, journey.timeScale, people, Facts.embedded(n8n.userFolder), say);
  console.log(`\n${table(people, found)}\n`);
  const summary = summarise(people, found);
  console.log(JSON.stringify(summary));
  return summary.duplicates === 0 && summary.lost === 0;
}

async function main(): Promise<void> {
  const journey = demoJourney('first-purchase');
  const intake = demoJourney('event-intake');
  const n8n = await startDemo();
  try {
    await publishDemo(n8n, intake);
    const workflowId = await publishDemo(n8n, journey);
    const url = `${n8n.baseUrl}/webhook/${intake.path}`;
    if (!options.once) console.log(whereToLook(n8n, workflowId, url));
    const right = options.empty || (await sendPeople(n8n, journey, url));
    if (!right) process.exitCode = 1;
    if (options.once) return;
    console.log('It stays up until you press Ctrl-C.');
    await untilStopped(n8n);
  } finally {
    await n8n.dispose();
  }
}

await main();
