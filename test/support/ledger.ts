/** The least share of a race that each side has to win: else the race was not one, and says nothing. */
const LEAST = 0.05;

/** So many heats may be added to a race until every side has won its share. */
export const MORE_HEATS = 20;

/** How often each race is run: a short form in the tests, 2000 by `JOURNEYS_TEST_RACES=2000`. */
export const RACES = Number(process.env['JOURNEYS_TEST_RACES'] ?? 300);

/** Who won how often in a race; printed with the seed that plays it again. */
export class Ledger<Side extends string> {
  readonly #wins = new Map<Side, number>();

  constructor(
    readonly title: string,
    sides: readonly Side[],
  ) {
    for (const side of sides) this.#wins.set(side, 0);
  }

  won(side: Side, times = 1): void {
    this.#wins.set(side, (this.#wins.get(side) ?? 0) + times);
  }

  /** Whether every side has won its share so far. */
  get isRace(): boolean {
    return this.#seldom().length === 0;
  }

  #seldom(): Side[] {
    const all = this.#all();
    return [...this.#wins].filter(([, wins]) => wins < LEAST * all || wins === 0).map(([side]) => side);
  }

  #all(): number {
    return [...this.#wins.values()].reduce((sum, wins) => sum + wins, 0);
  }

  /** Prints the ledger. @throws when a side won too seldom. */
  close(): void {
    const all = this.#all();
    const share = (wins: number): string => `${((100 * wins) / Math.max(1, all)).toFixed(1)} %`;
    const sides = [...this.#wins].map(([side, wins]) => `${side} ${wins} (${share(wins)})`);
    process.stdout.write(
      `ledger: ${this.title}: ${all} times; ${sides.join(', ')}; seed ${jest.getSeed()}\n`,
    );
    const seldom = this.#seldom();
    if (seldom.length > 0)
      throw new Error(`${this.title}: won too seldom to be a race: ${seldom.join(', ')}`);
  }
}
