import type { RatingPage } from '../../domain/pages/rating-page';
import type { RatingBand, RatingScale } from '../../domain/rating/scale';
import type { MessageService, MessageWish } from '../messages/wish';
import type { WaitOutput } from '../waiting-node';

/** The output by which the question leaves at once, for another node to ask it. */
export const ASK = 'ask';

/** The output of those who could not be asked, since a guard or an address stood against the message. */
export const NOT_ASKED = 'not_asked';

/** The output of those who have not answered in time. */
export const NO_ANSWER = 'no_answer';

/** The output of a band, by its place among them. */
export const bandOutput = (place: number): string => `band ${place}`;

/** What one person is asked, and what becomes of the answer. */
export interface RatingWish {
  readonly page: RatingPage;
  readonly bands: readonly RatingBand[];
  /** How long to wait for an answer, in milliseconds as set on the canvas. */
  readonly limitMs: number;
  /** How long an answer can be changed, from then on; null = the first one counts. */
  readonly changeMs: number | null;
  /** Whether a reply to a message counts that is nothing but a number of the scale. */
  readonly replies: boolean;
}

/** How a rating node asks by itself. */
export interface RatingMessage {
  readonly service: MessageService;
  /** What goes out to the person of one item, with their link in it. */
  message(item: number, link: string): MessageWish;
}

/** What makes one rating node different from another. */
export interface RatingNode {
  /** The outputs in the order of the canvas; each band has one, by its place. */
  readonly outputs: readonly WaitOutput[];
  wish(item: number): RatingWish;
  /** The answer that people give in test runs, where nobody waits for theirs; null = none. */
  testScore(scale: RatingScale): number | null;
  /** Null where the node only gives the link, and another one asks. */
  readonly asks: RatingMessage | null;
}
