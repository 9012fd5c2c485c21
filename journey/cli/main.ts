import path from 'node:path';
import { clock } from '../host/clock';
import { realNow } from '../host/timers';
import type { Diagnosis } from '../ports/doctor';
import {
  engineAt,
  openingErrorAt,
  placeOf,
  readerAt,
  refuseMissing,
  type StoreEnvironment,
  type StorePlace,
} from '../store/connect';
import { diagnose } from '../store/doctor';
import type { Engine } from '../store/engine';
import { heldAt } from '../store/deliveries';
import { claimInstance } from '../store/instance';
import { refuseUnknownSchema } from '../store/migrations';
import { resolve } from '../store/resolve';
import { endJourney } from '../store/stranded';
import { HELP, wishOf, type Wish } from './options';
import { remedyOf } from './remedies';
import { endedText, reportOf, resolvedText } from './text';

/** Where the command writes: what was asked for, and what is wrong. */
export interface Streams {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

const HEALTHY = 0;
const ATTENTION = 1;
const CANNOT_RUN = 2;

/** Runs the command and returns its exit code; never throws. */
export async function main(
  args: readonly string[],
  environment: StoreEnvironment,
  { out, err }: Streams,
): Promise<number> {
  try {
    const wish = wishOf(args);
    if (wish.kind === 'help') return say(out, HELP, HEALTHY);
    const place = placeFor(environment, wish.database);
    try {
      return await carryOut(wish, place, out);
    } catch (error) {
      throw named(error, 'StoreLockedError') ? locked(place) : openingErrorAt(place, error);
    }
  } catch (error) {
    const hint = named(error, 'UsageError') ? '. See doctor --help' : '';
    return say(err, `${error instanceof Error ? error.message : String(error)}${hint}\n`, CANNOT_RUN);
  }
}

async function carryOut(
  wish: Exclude<Wish, { kind: 'help' }>,
  place: StorePlace,
  out: Streams['out'],
): Promise<number> {
  if (wish.kind === 'examine') {
    const diagnosis = await examine(place, wish.examples);
    out(wish.json ? `${JSON.stringify(machineReadable(diagnosis))}\n` : reportOf(diagnosis));
    return diagnosis.findings.some((one) => one.needsAttention) ? ATTENTION : HEALTHY;
  }
  return writing(place, async (engine) => {
    if (wish.kind === 'confirm') {
      const { instanceId, json } = wish;
      await claimInstance(engine, instanceId, true);
      const text = `${engine.label} belongs to the n8n instance ${instanceId} now. Publish its journeys, or restart that n8n\n`;
      return say(out, json ? `${JSON.stringify({ instanceId })}\n` : text, HEALTHY);
    }
    if (wish.kind === 'endJourney') {
      const { workflowId, json } = wish;
      const ended = await endJourney(engine, workflowId, clock().now());
      const text = json ? JSON.stringify({ workflowId, ended }) : endedText(workflowId, ended);
      return say(out, `${text}\n`, ended.kind === 'ended' ? HEALTHY : ATTENTION);
    }
    const ids = wish.held ? await heldAt(engine, wish.held) : wish.ids;
    if (wish.held && ids.length === 0) {
      const id = `${wish.held.workflowId}/${wish.held.nodeId}`;
      const resolved = { kind: 'not_found' } as const;
      return say(
        out,
        wish.json ? `${JSON.stringify({ id, resolved })}\n` : `${id}: nobody is held there\n`,
        ATTENTION,
      );
    }
    let code = HEALTHY;
    try {
      for (const id of ids) {
        const resolved = await resolve(engine, id, wish.verdict, clock().now(), wish.moveTo);
        if (resolved.kind !== 'resolved') code = ATTENTION;
        out(
          wish.json
            ? `${JSON.stringify({ id, resolved })}\n`
            : `${resolvedText(id, wish.verdict, resolved)}\n`,
        );
      }
    } finally {
      await engine.notify();
    }
    return code;
  });
}

async function examine(place: StorePlace, examples: number): Promise<Diagnosis> {
  const reader = readerAt(place);
  try {
    return await diagnose(reader, { now: clock().now(), realNow, examples });
  } finally {
    await reader.close();
  }
}

/** Opens the store to change something in it: never to make one, nor to bring it up to date. */
async function writing<T>(place: StorePlace, work: (engine: Engine) => Promise<T>): Promise<T> {
  refuseMissing(place);
  const engine = engineAt(place);
  try {
    await refuseUnknownSchema(engine);
    return await work(engine);
  } finally {
    await engine.close();
  }
}

function machineReadable(diagnosis: Diagnosis) {
  const findings = diagnosis.findings.map((one) => ({ ...one, remedy: remedyOf(one) }));
  return { healthy: findings.every((one) => !one.needsAttention), ...diagnosis, findings };
}

function placeFor(environment: StoreEnvironment, database: string | null): StorePlace {
  if (database === null) return placeOf(environment);
  if (/^\w+:\/\//.test(database)) return placeOf({ ...environment, JOURNEYS_DATABASE_URL: database });
  return { path: path.resolve(database) };
}

function locked(place: StorePlace): Error {
  const where = 'path' in place ? ` ${place.path}` : '';
  return new Error(
    `n8n is running and is the only one who may write its store${where}. Stop n8n, run this again, then start n8n; ` +
      'without --resolve, --resolve-held, --end-journey and --confirm-instance the doctor only reads, which it may do at any time',
  );
}

function named(error: unknown, name: string): boolean {
  return error instanceof Error && error.name === name;
}

function say(write: (text: string) => void, text: string, code: number): number {
  write(text);
  return code;
}
