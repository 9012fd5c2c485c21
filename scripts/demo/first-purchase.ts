import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { packPackage, startN8n, type N8n } from '../../test/host/n8n';
import { ensureHost } from '../../test/host/install';
import { cacheRoot } from '../../test/host/paths';
import { owner, RECOMMENDED } from '../../test/host/settings';
import { copyTemplate } from '../../test/host/template';
import { Facts } from '../../test/support/facts';
import { demoPeople } from './people';
import { play } from './play';
import { summarise, table } from './report';
import { editorPort, say, untilStopped, type DemoOptions } from './stay';
import { demoJourney, publishDemo, type DemoJourney } from './story';

/** Where a demo that stays up keeps its workflows and people, from one start to the next. */
async function demoFolder({ data }: DemoOptions): Promise<string> {
  const folder = resolve(data ?? join(cacheRoot(), 'demo-first-purchase'));
  return existsSync(folder) ? folder : await copyTemplate(await ensureHost(), folder);
}

async function startDemo(options: DemoOptions): Promise<N8n> {
  console.log('Building the package');
  const packages = [await packPackage()];
  console.log('Starting n8n with it');
  if (options.once) return await startN8n({ packages, complete: true, env: RECOMMENDED });
  return await startN8n({
    packages,
    complete: true,
    env: RECOMMENDED,
    port: await editorPort(options),
    userFolder: await demoFolder(options),
  });
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

/** An event that comes so late may come after its person's time was up, in milliseconds of the journey's time. */
const LATEST_MS = 6 * 3_600_000;

/**
 * Sends the demo people and prints who got what; returns whether everybody got what they are owed. Where the machine was
 * so busy that people bought too late, it plays once more with others.
 */
async function sendPeople(n8n: N8n, journey: DemoJourney, url: string): Promise<boolean> {
  const first = await sendOnce(n8n, journey, url);
  if (first.right || first.late < LATEST_MS) return first.right;
  const hours = Math.round(first.late / 3_600_000);
  console.log(
    `This machine was too busy: events came up to ${hours} hours late by the journey's time. Once more`,
  );
  return (await sendOnce(n8n, journey, url)).right;
}

async function sendOnce(n8n: N8n, journey: DemoJourney, url: string) {
  const people = demoPeople(`demo-${Date.now().toString(36)}`);
  const daySeconds = 86_400 / journey.timeScale;
  console.log(
    `Sending ${people.length} people through "${journey.workflow.name}", a day in ${daySeconds} seconds`,
  );
  const { found, late } = await play(url, journey.timeScale, people, Facts.embedded(n8n.userFolder), say);
  console.log(`\n${table(people, found)}\n`);
  const summary = summarise(people, found);
  console.log(JSON.stringify(summary));
  return { right: summary.duplicates === 0 && summary.lost === 0, late };
}

/** Plays the first purchase with sixty people; returns whether everybody got what they are owed. */
export async function playFirstPurchase(options: DemoOptions): Promise<boolean> {
  const journey = demoJourney('first-purchase');
  const intake = demoJourney('event-intake');
  const n8n = await startDemo(options);
  try {
    await publishDemo(n8n, intake);
    const workflowId = await publishDemo(n8n, journey);
    const url = `${n8n.baseUrl}/webhook/${intake.path}`;
    if (!options.once) console.log(whereToLook(n8n, workflowId, url));
    const right = options.empty || (await sendPeople(n8n, journey, url));
    if (!options.once) await untilStopped(n8n);
    return right;
  } finally {
    await n8n.dispose();
  }
}
