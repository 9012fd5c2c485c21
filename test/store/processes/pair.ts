/** Two real processes on one PostgreSQL schema, told to begin at the same instant. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { buildSync } from 'esbuild';
import type { JourneyStore } from '../../../journey/ports/store';
import type { Engine } from '../../../journey/store/engine';
import { postgresEngine } from '../../../journey/store/postgres/engine';
import { POSTGRES_URL, postgresSchema, temporaryFolder } from '../engines';
import { storeOn } from '../kit';
import type { Order, Report, Task } from './racer';

/** How long both have to read their orders before they begin. */
const HEAD_START_MS = 30;

export interface Racers {
  /** The test's own look at the store they race on. */
  readonly store: JourneyStore;
  readonly engine: Engine;
  /** Both begin at one instant; answers what each won. */
  readonly race: (first: Task, second: Task) => Promise<[string[], string[]]>;
  readonly close: () => Promise<void>;
}

async function answer(child: ChildProcess): Promise<Report> {
  const [report] = (await once(child, 'message')) as [Report];
  if ('error' in report) throw new Error(report.error);
  return report;
}

/** @param control takes the locks of users, and what the updates ask for, out of both. */
export async function openRacers(control = false): Promise<Racers> {
  const { folder, remove } = temporaryFolder();
  const bundle = path.join(folder, 'racer.cjs');
  buildSync({
    entryPoints: [path.join(__dirname, 'racer.ts')],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node24',
    external: ['pg-native'],
  });
  const { schema, drop } = await postgresSchema();
  const engine = postgresEngine(POSTGRES_URL, { schema, maxConnections: 2 });
  const store = await storeOn(engine);
  const begin = (name: string): ChildProcess => {
    const own = { RACER_URL: POSTGRES_URL, RACER_SCHEMA: schema, RACER_NAME: name };
    return fork(bundle, { env: { ...process.env, ...own, ...(control && { RACER_CONTROL: '1' }) } });
  };
  const children = [begin('first'), begin('second')] as const;
  await Promise.all(children.map(answer));
  const race = async (...tasks: readonly [Task, Task]): Promise<[string[], string[]]> => {
    const at = Date.now() + HEAD_START_MS;
    const run = async (child: ChildProcess, task: Task): Promise<string[]> => {
      child.send({ task, at } satisfies Order);
      const report = await answer(child);
      return 'won' in report ? [...report.won] : [];
    };
    return Promise.all([run(children[0], tasks[0]), run(children[1], tasks[1])]);
  };
  const close = async (): Promise<void> => {
    const ended = children.map((child) => once(child, 'exit'));
    for (const child of children) child.disconnect();
    await Promise.all(ended);
    await store.close();
    await drop();
    remove();
  };
  return { store, engine, race, close };
}
