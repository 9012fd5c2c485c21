/** The numbers people may answer with, both ends included; whole numbers. */
export interface RatingScale {
  readonly from: number;
  readonly to: number;
}

/** Answers from `from` up to the next band; its people leave by an output of their own. */
export interface RatingBand {
  readonly name: string;
  readonly from: number;
}

/** The most numbers a page can show as buttons that a thumb can hit. */
const MOST_NUMBERS = 21;

/**
 * What is wrong with a scale and its bands, with the remedy; null when nothing is. Every number must be in a band, and
 * the order of the bands does not matter.
 */
export function scaleFault({ from, to }: RatingScale, bands: readonly RatingBand[]): string | null {
  if (!Number.isInteger(from) || !Number.isInteger(to) || from < 0 || to <= from)
    return `The scale goes from ${from} to ${to}. Use whole numbers, such as 0 and 10`;
  if (to - from >= MOST_NUMBERS)
    return `The scale from ${from} to ${to} has ${to - from + 1} numbers. Use at most ${MOST_NUMBERS}, such as 0 to 10`;
  if (bands.length === 0) return 'There is no band. Add one, such as Happy from 7';
  const wrong = bands.find((band) => !Number.isFinite(band.from) || band.from > to);
  if (wrong) return `"${wrong.name}" begins at ${wrong.from}. Use a number up to ${to}, where the scale ends`;
  const twice = bands.find((band, place) => bands.findIndex((one) => one.from === band.from) !== place);
  if (twice) return `Two bands begin at ${twice.from}. Give "${twice.name}" another number`;
  const lowest = Math.min(...bands.map((band) => band.from));
  if (lowest > from)
    return `Answers from ${from} to below ${lowest} are in no band. Let one begin at ${from}`;
  return null;
}

/** The place of the band an answer falls into: that with the highest beginning it reaches, else the lowest band. */
export function bandOf(bands: readonly Pick<RatingBand, 'from'>[], score: number): number {
  const falling = bands.map((band, place) => ({ ...band, place })).sort((a, b) => b.from - a.from);
  return (falling.find((band) => score >= band.from) ?? falling.at(-1))?.place ?? 0;
}

/** Whether a number is on the scale; answers that are no page's may lie between two whole numbers. */
export function onScale({ from, to }: RatingScale, score: number): boolean {
  return score >= from && score <= to;
}
