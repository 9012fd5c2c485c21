/** One line of the report: a ratio of two things measured in turns in the same run. */
export interface BenchRow {
  readonly name: string;
  readonly ratio: number;
  readonly goal: number;
  readonly better: 'higher' | 'lower';
  /** What was measured, with figures and settings. */
  readonly detail: string;
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
  return value >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(2)));
}

/** Whether a row meets its goal. */
export function meetsGoal({ ratio, goal, better }: BenchRow): boolean {
  return better === 'higher' ? ratio >= goal : ratio <= goal;
}
