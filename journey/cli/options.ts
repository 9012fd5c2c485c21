import { parseArgs } from 'node:util';
import type { Verdict } from '../ports/doctor';
import type { NodeRef } from '../ports/store';

/** What somebody asked the command for. */
export type Wish =
  | { readonly kind: 'help' }
  | {
      readonly kind: 'examine';
      readonly json: boolean;
      readonly examples: number;
      readonly database: string | null;
    }
  | {
      readonly kind: 'resolve';
      readonly ids: readonly string[];
      /** Everybody who is held at this node, instead of ids. */
      readonly held: NodeRef | null;
      readonly verdict: Verdict;
      /** The node to move people to, by name or id; null with any other verdict. */
      readonly moveTo: string | null;
      readonly json: boolean;
      readonly database: string | null;
    }
  | {
      readonly kind: 'endJourney';
      readonly workflowId: string;
      readonly json: boolean;
      readonly database: string | null;
    }
  | {
      readonly kind: 'confirm';
      readonly instanceId: string;
      readonly json: boolean;
      readonly database: string | null;
    };

/** Raised for arguments that cannot work; the message names the argument and what to type. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What `--help` prints. */
export const HELP = `Usage: npx @journey-canvas/n8n-nodes-journeys doctor [options]

Examines the journeys of an n8n: what is damaged, orphaned, held, dead or of unknown end, and what is left lying.
It only reads, also while n8n runs. Run it in n8n's folder .n8n/nodes to get the release that n8n uses.

  --database <url or file>   the store; else as n8n finds it: JOURNEYS_DATABASE_URL (or _FILE, and _SCHEMA),
                             else journeys.sqlite in the folder .n8n of N8N_USER_FOLDER or of your home
  --json                     one line of JSON for machines
  --examples <n>             how many ids to name of each finding; 3

Deciding (the embedded store can be written only while its n8n is stopped; PostgreSQL at any time):

  --resolve <id> <verdict>   by an id that the doctor named; give --resolve several times for several ids
      done | failed          a call of unknown end: it was made, and is never made again; or it was not, and is made
                             again when the person's step runs again
      again | end            somebody held, failed or dead: they go on from where they were; or their journey ends
      move --to <node>       they go on at another node of the journey, by its name or id, as if they had come there
      end                    a person whom nothing moves, an orphaned wait or delivery: it ends; an event put aside,
                             a refused merge, rows that were left, a plan whose pool is empty: no longer named
  --resolve-held <workflow id>/<node id> <verdict>
                             everybody who is held at this node: again, move --to <node>, or end
  --end-journey <id>         of a workflow that was deleted: everybody inside leaves, and nobody enters it any more
  --confirm-instance <id>    ties a copied store to the n8n with this id (n8n names it when it refuses to publish)

Exit code: 0 healthy or done, 1 something needs attention, 2 could not be run.
`;

const VERDICTS: readonly string[] = ['done', 'failed', 'again', 'move', 'end'] satisfies Verdict[];

const OF_HELD: readonly string[] = ['again', 'move', 'end'] satisfies Verdict[];

/**
 * Reads the arguments of the command.
 * @throws UsageError
 */
export function wishOf(args: readonly string[]): Wish {
  const { values, positionals } = parse(args);
  if (values.help || args.length === 0) return { kind: 'help' };
  const [command, ...rest] = positionals;
  if (command !== 'doctor')
    throw new UsageError(`There is no command "${command ?? ''}". The only one is doctor`);
  const common = { json: values.json, database: values.database ?? null };
  const { resolve: ids = [], 'confirm-instance': instanceId, 'end-journey': workflowId } = values;
  const place = values['resolve-held'];
  const asked = [ids.length > 0, place !== undefined, workflowId !== undefined, instanceId !== undefined];
  if (asked.filter(Boolean).length > 1)
    throw new UsageError(
      '--resolve, --resolve-held, --end-journey and --confirm-instance are commands of their own. Run them one after the other',
    );
  if (ids.length > 0 || place !== undefined) {
    const verdict =
      place === undefined
        ? verdictOf(rest, '--resolve', VERDICTS)
        : verdictOf(rest, '--resolve-held', OF_HELD);
    const held = place === undefined ? null : placeOf(place);
    return { kind: 'resolve', ids, held, verdict, moveTo: moveToOf(verdict, values.to), ...common };
  }
  if (values.to !== undefined)
    throw new UsageError('--to belongs to --resolve <id> move, and to --resolve-held');
  if (rest.length > 0)
    throw new UsageError(`"${rest.join(' ')}" belongs to nothing. Is --resolve <id> missing before it?`);
  if (workflowId !== undefined) {
    return { kind: 'endJourney', workflowId: given('end-journey', workflowId, 'the doctor'), ...common };
  }
  if (instanceId === undefined) return { kind: 'examine', examples: examplesOf(values.examples), ...common };
  return { kind: 'confirm', instanceId: given('confirm-instance', instanceId, 'n8n'), ...common };
}

function given(option: string, text: string, by: string): string {
  if (text.trim() === '') throw new UsageError(`--${option} is empty. Give the id that ${by} named`);
  return text.trim();
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        json: { type: 'boolean', default: false },
        database: { type: 'string' },
        examples: { type: 'string', default: '3' },
        resolve: { type: 'string', multiple: true },
        'resolve-held': { type: 'string' },
        to: { type: 'string' },
        'end-journey': { type: 'string' },
        'confirm-instance': { type: 'string' },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function verdictOf(rest: readonly string[], option: string, known: readonly string[]): Verdict {
  const [verdict = ''] = rest;
  if (rest.length === 1 && known.includes(verdict)) return verdict as Verdict;
  const said = rest.length === 0 ? 'has no verdict' : `has the verdict "${rest.join(' ')}"`;
  throw new UsageError(`${option} ${said}. Say one of ${known.join(', ')} after the id`);
}

function placeOf(text: string): NodeRef {
  const [, workflowId, nodeId] = /^([^/]+)\/([^/]+)$/.exec(text.trim()) ?? [];
  if (workflowId !== undefined && nodeId !== undefined) return { workflowId, nodeId };
  throw new UsageError(
    `--resolve-held is "${text}". Give the workflow id and the node id that the doctor named, as <workflow id>/<node id>`,
  );
}

function moveToOf(verdict: Verdict, to: string | undefined): string | null {
  if (verdict !== 'move') {
    if (to === undefined) return null;
    throw new UsageError(`--to "${to}" belongs to the verdict move, not to ${verdict}`);
  }
  if (to === undefined)
    throw new UsageError('The verdict move needs --to <node>: the name or id of a node of the journey');
  return given('to', to, 'n8n');
}

function examplesOf(text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new UsageError(`--examples is "${text}". Give a whole number, for example 10`);
}
