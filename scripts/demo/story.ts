import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { N8n, WorkflowJson } from '../../test/host/n8n';
import { projectRoot } from '../../test/host/paths';
import { pause, waitFor } from '../../test/host/wait';
import type { Facts, PersonFacts } from './facts';
import { Feed } from './feed';
import type { Deed, Person } from './people';
import { progressLine } from './report';

const HOUR_MS = 3_600_000;
const LOOK_MS = 500;

/** The example that the demo plays. */
export interface DemoJourney {
  readonly workflow: WorkflowJson;
  readonly path: string;
  /** By how much its Time Scale shortens waiting. */
  readonly timeScale: number;
}

/** Reads the example's workflow file. */
export function demoJourney(): DemoJourney {
  const file = join(projectRoot, 'examples', 'first-coupon', 'workflow.json');
  const workflow = JSON.parse(readFileSync(file, 'utf8')) as WorkflowJson;
  const trigger = workflow.nodes[0]?.['parameters'] as { path: string; settings: { timeScale: number } };
  return { workflow, path: trigger.path, timeScale: trigger.settings.timeScale };
}

/** Imports and publishes the example, unless this n8n has it already; returns its id. */
export async function publishDemo(n8n: N8n, journey: DemoJourney): Promise<string> {
  const workflows = await n8n.rest.call<{ id: string; name: string }[]>('GET', '/workflows');
  const known = workflows.find(({ name }) => name === journey.workflow.name);
  if (known) {
    await n8n.waitUntilActive(known.id);
    return known.id;
  }
  const { id } = await n8n.importWorkflow(journey.workflow);
  await n8n.publishAndWait(id);
  return id;
}

/**
 * Plays what the people do, at the pace of the journey's Time Scale, and returns once everybody is through.
 * @throws Error when the journey does not take an event, or when not everybody is through in two minutes.
 */
export async function play(
  url: string,
  journey: DemoJourney,
  people: readonly Person[],
  facts: Facts,
  say: (line: string) => void,
): Promise<PersonFacts[]> {
  const feed = new Feed(url);
  const start = Date.now();
  let last = '';
  const progress = (): PersonFacts[] => {
    const now = facts.of(people);
    const line = progressLine(now);
    if (line !== last) say(line);
    last = line;
    return now;
  };
  const at = (deed: Deed): number => start + (deed.hours * HOUR_MS) / journey.timeScale;
  const registered: Deed = { event: 'user.registered', hours: 0 };
  const deeds = people.flatMap((person) => [registered, ...person.deeds].map((deed) => ({ person, deed })));
  deeds.sort((a, b) => a.deed.hours - b.deed.hours);
  for (const { person, deed } of deeds) {
    if (at(deed) > Date.now()) {
      await feed.flush();
      while (at(deed) > Date.now()) {
        await pause(Math.min(LOOK_MS, at(deed) - Date.now()));
        progress();
      }
    }
    feed.send(person, deed, new Date(at(deed)));
  }
  await feed.flush();
  await feed.close();
  return waitFor(
    'everybody to be through the journey',
    () => {
      const now = progress();
      return now.every(({ ended }) => ended !== null) && now;
    },
    { timeoutMs: 120_000, everyMs: LOOK_MS },
  );
}
