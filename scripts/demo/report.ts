import { columns } from './columns';
import type { PersonFacts } from './facts';
import type { Person } from './people';

/** What a run of the demo came to. */
export interface Summary {
  readonly people: number;
  readonly coupons: number;
  /** Coupons that nobody was owed, and passages beyond the first. */
  readonly duplicates: number;
  /** People who did not get exactly what the journey owes them in its order, or are still in it. */
  readonly lost: number;
}

const NOTHING: PersonFacts = { coupons: [], ended: null, entered: 0 };

/** Compares what people have with what the journey owes them. */
export function summarise(people: readonly Person[], facts: readonly PersonFacts[]): Summary {
  const count = (value: (person: Person, facts: PersonFacts) => number): number =>
    people.reduce((sum, person, index) => sum + value(person, facts[index] ?? NOTHING), 0);
  return {
    people: people.length,
    coupons: count((_, { coupons }) => coupons.length),
    duplicates: count(({ owed }, { coupons, entered }) => surplus(owed, coupons) + Math.max(0, entered - 1)),
    lost: count(({ owed }, { coupons, ended }) =>
      ended === 'completed' && names(coupons).join() === owed.join() ? 0 : 1,
    ),
  };
}

/** One line per person: who, what they did, what they are owed, what they got. */
export function table(people: readonly Person[], facts: readonly PersonFacts[]): string {
  const rows = people.map(({ userId, story, owed }, index) => {
    const { coupons, ended } = facts[index] ?? NOTHING;
    const got = coupons.map(({ coupon, code }) => `${coupon} ${code}`).join(', ');
    return [userId, story, owed.join(', ') || 'none', got || '-', ended ?? 'still inside'];
  });
  return columns([['person', 'story', 'owed', 'coupons', 'journey'], ...rows]);
}

/** How far the people are, in one line. */
export function progressLine(facts: readonly PersonFacts[]): string {
  const entered = facts.filter((person) => person.entered > 0).length;
  const done = facts.filter((person) => person.ended !== null).length;
  const coupons = facts.reduce((sum, person) => sum + person.coupons.length, 0);
  return `${entered} entered, ${entered - done} waiting, ${done} done, ${coupons} coupons issued`;
}

function names(coupons: PersonFacts['coupons']): string[] {
  return coupons.map(({ coupon }) => coupon);
}

/** How many of a person's coupons are beyond those owed, each counted as often as it is there. */
function surplus(owed: Person['owed'], coupons: PersonFacts['coupons']): number {
  const left: string[] = [...owed];
  return names(coupons).filter((name) => {
    const place = left.indexOf(name);
    if (place >= 0) left.splice(place, 1);
    return place < 0;
  }).length;
}
