import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { valueAtPath } from '../domain/intake/formats/custom';
import { traitsFault } from '../domain/intake/traits';
import type {
  CrmOwner,
  CrmProfile,
  CrmProvider,
  LookUp,
  LookUpOutcome,
  ProfileQuestion,
} from '../providers/contract/crm';
import { crmProvider } from '../providers/registry';
import { clock } from './clock';
import { sendRequest } from './outside-http';
import { profileAnswer, warnErased } from './profiles';
import { aboutPeople, type Answer, type Subject } from './subjects';

const CREDENTIAL = 'crmApi';
const TIMEOUT_MS = 10_000;
/** How many answers are waited for at once: more would only meet the CRM's limit. */
const AT_ONCE = 5;
/** Reading changes nothing, so what is unclear is asked again. */
const TRIES = 2;

/** What to look up of somebody, and what of it to keep as traits. */
export interface CrmWish {
  readonly question: ProfileQuestion;
  readonly withOwner: boolean;
  /** From a path into what was found, such as `owner.email`, to the name of a trait. */
  readonly keep: readonly { readonly path: string; readonly trait: string }[];
}

interface Found {
  readonly outcome: 'found' | 'not_found' | 'refused' | 'unknown';
  readonly data: IDataObject | null;
  readonly reason: string | null;
}

/**
 * Looks each person up in the CRM of the credential, with the colleague who is responsible for them if wanted; puts what was
 * found into the item as `crm` and keeps chosen fields in the profile, once per step. Whoever is not there, and a CRM that
 * does not answer, is an outcome, never an error for everybody.
 */
export async function lookUpInCrm(
  context: IExecuteFunctions,
  otherId: (item: number) => string | null,
  wishOf: (item: number) => CrmWish,
  simulate: boolean,
): Promise<INodeExecutionData[]> {
  const provider = crmProvider(await context.getCredentials(CREDENTIAL));
  return aboutPeople(context, otherId, async (store, subjects) => {
    const wishes = subjects.map(({ item }) => wishOf(item));
    const found = await inTurn(wishes, async (wish) => judged(wish, await lookUp(context, provider, wish)));
    warn(context, found);
    const at = clock().now();
    const kept = subjects.map((_, place) => traitsOf(wishes[place], found[place]));
    const keeping = subjects.flatMap(({ userId, step }, place) => {
      const traits = kept[place];
      return simulate || !traits ? [] : [{ userId, step, change: { kind: 'set', traits } as const, at }];
    });
    const outcomes = await store.changeProfiles(keeping);
    warnErased(context, outcomes);
    let next = 0;
    return subjects.map((subject, place): Answer => {
      const { outcome, data, reason } = found[place] ?? { outcome: 'unknown', data: null, reason: null };
      const seen: Subject = { ...subject, input: withCrm(subject, { outcome, ...data, reason }) };
      if (simulate || !kept[place]) return { outcome, json: seen.input.json };
      const answer = profileAnswer(seen, outcomes[next++]);
      return answer.json === null ? answer : { ...answer, outcome };
    });
  });
}

function withCrm({ input }: Subject, crm: IDataObject): INodeExecutionData {
  return { ...input, json: { ...input.json, crm } };
}

async function inTurn<W>(wishes: readonly W[], ask: (wish: W) => Promise<Found>): Promise<Found[]> {
  const found: Found[] = [];
  for (let start = 0; start < wishes.length; start += AT_ONCE) {
    found.push(...(await Promise.all(wishes.slice(start, start + AT_ONCE).map(ask))));
  }
  return found;
}

async function lookUp(context: IExecuteFunctions, provider: CrmProvider, wish: CrmWish): Promise<Found> {
  const person = await ask<ProfileQuestion, CrmProfile>(context, provider.profile, wish.question);
  if (person.kind !== 'found') return missing(person);
  const { ownerId } = person.found;
  const profile = { ...person.found } as unknown as IDataObject;
  if (!wish.withOwner || ownerId === null) {
    return { outcome: 'found', data: { ...profile, owner: null }, reason: null };
  }
  const owner = await ask<{ ownerId: string }, CrmOwner>(context, provider.owner, { ownerId });
  if (owner.kind === 'refused' || owner.kind === 'unknown') return missing(owner);
  const colleague = owner.kind === 'found' ? ({ ...owner.found } as unknown as IDataObject) : null;
  return { outcome: 'found', data: { ...profile, owner: colleague }, reason: null };
}

function missing(outcome: Exclude<LookUpOutcome<never>, { kind: 'found' }>): Found {
  return { outcome: outcome.kind, data: null, reason: 'reason' in outcome ? outcome.reason : null };
}

async function ask<Q, F>(
  context: IExecuteFunctions,
  what: LookUp<Q, F>,
  question: Q,
): Promise<LookUpOutcome<F>> {
  const request = what.buildRequest(question);
  if (request.kind === 'refused') return request;
  for (let tried = 1; ; tried += 1) {
    const outcome = what.parseResponse(await sendRequest(context, CREDENTIAL, request, TIMEOUT_MS));
    if (outcome.kind !== 'unknown' || tried === TRIES) return outcome;
  }
}

/** What of the answer is kept; what the CRM does not know is not kept as nothing. Null when there is nothing to keep. */
function traitsOf(wish: CrmWish | undefined, found: Found | undefined): Record<string, unknown> | null {
  if (!wish || !found?.data || found.reason !== null) return null;
  const { data } = found;
  const traits = wish.keep
    .map(({ path, trait }) => [trait, valueAtPath(data, path) ?? null] as const)
    .filter(([, value]) => value !== null);
  const named = Object.fromEntries(traits);
  return traits.length === 0 ? null : named;
}

/** What a CRM sends may be too large or hold numbers that nobody can store: nothing of it is kept then. */
function judged(wish: CrmWish | undefined, found: Found): Found {
  const fault = traitsFault(traitsOf(wish, found) ?? {});
  return fault === null ? found : { ...found, reason: `nothing was kept: ${fault}` };
}

function warn(context: IExecuteFunctions, found: readonly Found[]): void {
  const failed = found.filter(({ reason }) => reason !== null);
  const reasons = [...new Set(failed.map(({ reason }) => reason))].join('; ');
  if (failed.length === 0) return;
  const message = `The CRM's answers about ${failed.length} of these people were of no use: ${reasons}`;
  context.addExecutionHints({ message, type: 'warning', location: 'outputPane' });
}
