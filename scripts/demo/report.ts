import type { PersonFacts } from './facts';
import type { Person } from './people';

/** What a run of the demo came to. */
export interface Summary {
  readonly people: number;
  readonly coupons: number;
  /** Coupons beyond the one that a person may have, and passages beyond the first. */
  readonly duplicates: number;
  /** People who did not get what the journey owes them, or are still in it. */
  readonly lost: number;
}

/** Compares what people have with what the journey owes them. */
export function summarise(people: readonly Person[], facts: readonly PersonFacts[]): Summary {
  const count = (value: (person: Person, facts: PersonFacts) => number): number =>
    people.reduce(
      (sum, person, index) => sum + value(person, facts[index] ?? { codes: [], ended: null, entered: 0 }),
      0,
    );
  return {
    people: people.length,
    coupons: count((_, { codes }) => codes.length),
    duplicates: count(
      ({ coupons }, { codes, entered }) => Math.max(0, codes.length - coupons) + Math.max(0, entered - 1),
    ),
    lost: count(({ coupons }, { codes, ended }) => (codes.length < coupons || ended !== 'completed' ? 1 : 0)),
  };
}

/** One line per person: who, what they did, what they got. */
export function table(people: readonly Person[], facts: readonly PersonFacts[]): string {
  const rows = people.map(({ userId, story, coupons }, index) => {
    const { codes = [], ended = null } = facts[index] ?? {};
    return [userId, story, coupons === 0 ? 'none' : 'one', codes.join(' ') || '-', ended ?? 'still inside'];
  });
  const all = [['person', 'story', 'owed', 'coupon', 'journey'], ...rows];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? [];
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** How far the people are, in one line. */
export function progressLine(facts: readonly PersonFacts[]): string {
  const entered = facts.filter((person) => person.entered > 0).length;
  const done = facts.filter((person) => person.ended !== null).length;
  const coupons = facts.reduce((sum, person) => sum + person.codes.length, 0);
  return `${entered} entered, ${entered - done} waiting, ${done} done, ${coupons} coupons issued`;
}
