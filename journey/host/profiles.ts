import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { keyText } from '../domain/key-text';
import { UNKNOWN } from '../domain/profile';
import { afterChange, tagsOf } from '../domain/profile-change';
import type { ProfileOutcome, ProfileRequest, UserProfile } from '../ports/store';
import { clock } from './clock';
import { iso } from './event-items';
import { aboutPeople, type Answer, type Subject } from './subjects';

/** What a workflow says about somebody. */
export type ProfileWish = ProfileRequest['change'];

/** Puts what is known of each person into their item, as `profile`. */
export async function getProfiles(
  context: IExecuteFunctions,
  otherId: (item: number) => string | null,
): Promise<INodeExecutionData[]> {
  return aboutPeople(context, otherId, async (store, subjects) => {
    const profiles = await store.userProfiles(subjects.map(({ userId }) => userId));
    return subjects.map((subject, place) => answered(subject, 'found', profiles[place]));
  });
}

/**
 * Changes what is known of each person, in a journey exactly once per step whatever is replayed, and puts the profile as it
 * is then into the item. A test run shows what would come of it. Items of people who have left the journey end here.
 */
export async function changeProfiles(
  context: IExecuteFunctions,
  otherId: (item: number) => string | null,
  wishOf: (item: number) => ProfileWish,
  simulate: boolean,
): Promise<INodeExecutionData[]> {
  return aboutPeople(context, otherId, async (store, subjects) => {
    const at = clock().now();
    const requests = subjects.map(({ item, userId, step }) => ({
      userId,
      step,
      change: storable(wishOf(item)),
      at,
    }));
    if (!simulate) {
      const outcomes = await store.changeProfiles(requests);
      warnErased(context, outcomes);
      return subjects.map((subject, place) => profileAnswer(subject, outcomes[place]));
    }
    const profiles = await store.userProfiles(subjects.map(({ userId }) => userId));
    return subjects.map((subject, place) => {
      const [known, request] = [profiles[place], requests[place]];
      return answered(subject, 'simulated', known && request && simulated(known, request));
    });
  });
}

/** Names that become keys in the store may come from what people sent. */
function storable(wish: ProfileWish): ProfileWish {
  if (wish.kind !== 'consent') return wish;
  return { ...wish, channel: keyText(wish.channel), category: keyText(wish.category) };
}

/** What comes of an item whose person's profile was changed, or not. */
export function profileAnswer(subject: Subject, outcome: ProfileOutcome | undefined): Answer {
  if (outcome?.kind === 'changed') return answered(subject, 'changed', outcome.profile);
  if (outcome?.kind !== 'erased') return { json: null, outcome: outcome?.kind ?? 'exited' };
  return answered(subject, 'erased', undefined);
}

function simulated(known: UserProfile, { change, at }: ProfileRequest): UserProfile {
  if (change.kind === 'consent') {
    const { channel, category, given } = change;
    const others = known.consents.filter((one) => one.channel !== channel || one.category !== category);
    return { ...known, consents: [...others, { channel, category, given }] };
  }
  const { traits } = known;
  const profile = { traits, updatedAt: known.updatedAt ?? UNKNOWN.updatedAt };
  return { ...known, ...afterChange(profile, change, at) };
}

function answered({ input, userId }: Subject, outcome: string, profile: UserProfile | undefined): Answer {
  return { outcome, json: { ...input.json, profile: profileData(userId, outcome, profile) } };
}

function profileData(userId: string, outcome: string, profile: UserProfile | undefined): IDataObject {
  const traits = profile?.traits ?? {};
  return {
    userId: profile?.userId ?? userId,
    outcome,
    known: profile !== undefined && profile.updatedAt !== null,
    traits: { ...traits } as IDataObject,
    tags: tagsOf(traits),
    consents: (profile?.consents ?? []).map(({ channel, category, given }) => ({
      channel,
      category,
      given,
    })),
    otherIds: [...(profile?.aliases ?? [])],
    updatedAt: profile?.updatedAt ? iso(profile.updatedAt) : null,
  };
}

/** Never silent: what was to be stored is not. */
export function warnErased(context: IExecuteFunctions, outcomes: readonly ProfileOutcome[]): void {
  const count = outcomes.filter(({ kind }) => kind === 'erased').length;
  if (count === 0) return;
  const message = `${count} of these people were erased not long ago: nothing was stored about them`;
  context.addExecutionHints({ message, type: 'warning', location: 'outputPane' });
}
