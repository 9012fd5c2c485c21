/** One line of the report: a ratio of two things measured in turns in the same run, or a figure that has a goal of its own. */
export interface BenchRow {
  readonly name: string;
  readonly ratio: number;
  readonly goal: number;
  readonly better: 'higher' | 'lower';
  /** What was measured, with figures and settings. */
  readonly detail: string;
}

/** Rows that are measured together, since they need the same things. */
export interface Family {
  /** What `--only` may ask for. */
  readonly names: readonly string[];
  measure(): Promise<BenchRow[]>;
}

/** How often each side is measured; what counts is the median. */
export const ROUNDS = 5;

/** Measures all sides in turns, so that whatever else the machine does meets each of them; figures by side. */
export async function inTurns<Side extends string>(
  sides: Readonly<Record<Side, (round: number) => Promise<number>>>,
  rounds = ROUNDS,
): Promise<Record<Side, number[]>> {
  const names = Object.keys(sides) as Side[];
  const figures = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Side, number[]>;
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) figures[name].push(await sides[name](round));
  }
  return figures;
}

/** Milliseconds of processor time this process has used: what other work on the machine hardly touches. */
export function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** The middle value; the mean of the two middle ones for an even count. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? 0;
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? 0) + upper) / 2 : upper;
}

/** Two significant places, for people. */
export function short(value: number): string {
  return Math.abs(value) >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(2)));
}

/** Whether a row meets its goal. */
export function meetsGoal({ ratio, goal, better }: BenchRow): boolean {
  return better === 'higher' ? ratio >= goal : ratio <= goal;
}

/** A row as people read it. */
export function lineOf(row: BenchRow): string {
  const goal = `${row.better === 'higher' ? '>=' : '<='} ${row.goal}`;
  const verdict = meetsGoal(row) ? 'met' : 'MISSED';
  return `${row.name.padEnd(14)} ${short(row.ratio).padStart(7)}  goal ${goal} ${verdict}  ${row.detail}`;
}
