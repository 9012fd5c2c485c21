import { bandOf, type RatingScale } from '../rating/scale';
import { escaped, rendered, type RenderedPage } from './html';
import type { Language } from './language';
import { RATING_TEXTS, type RatingTexts } from './rating-texts';

/** What one question's page shows, as the node was set when the person was asked. Empty texts take those of the language. */
export interface RatingPage {
  readonly question: string;
  /** Whose question it is, above it. */
  readonly title: string;
  readonly scale: RatingScale;
  readonly lowest: string;
  readonly highest: string;
  /** Whether the person may write something beside the number. */
  readonly comment: boolean;
  /** What people read who have answered, by band. */
  readonly thanks: readonly { readonly from: number; readonly text: string }[];
  /** Whether an answer can be changed for a while. */
  readonly mayChange: boolean;
  readonly colour: string;
  /** Null takes the browser's. */
  readonly language: Language | null;
}

/** What a form comes with. */
export interface FormState {
  /** Tells this showing of the form from others, so that sending it twice is one answer. */
  readonly nonce: string;
  /** Chosen already, by the address; null = nothing. */
  readonly chosen: number | null;
  readonly comment: string;
  /** Whether it was sent without a number. */
  readonly fault: boolean;
}

const COLOUR = '#1d4ed8';

/** The most characters of a comment that are kept. */
export const MOST_COMMENT = 1000;

/** The form that asks for a number. It posts to its own address, and works without a script. */
export function ratingForm(page: RatingPage, language: Language, state: FormState): RenderedPage {
  const texts = RATING_TEXTS[language];
  const question = page.question || texts.question;
  const { from, to } = page.scale;
  const numbers = Array.from({ length: to - from + 1 }, (_, place) => from + place);
  const body = `${brand(page)}${state.fault ? `<p class="fault" role="alert">${texts.choose}</p>\n` : ''}<form method="post">
<input type="hidden" name="nonce" value="${escaped(state.nonce)}">
<fieldset>
<legend>${escaped(question)}</legend>
<div class="scores in-${columnsFor(numbers.length)}">
${numbers.map((number) => choice(number, number === state.chosen)).join('\n')}
</div>
<p class="ends" aria-hidden="true"><span>${from} = ${escaped(page.lowest || texts.lowest)}</span><span>${to} = ${escaped(page.highest || texts.highest)}</span></p>
</fieldset>
${page.comment ? commentField(texts, state.comment) : ''}<button type="submit">${texts.send}</button>
</form>`;
  return rendered({ language, title: page.title || question, body, colour: page.colour });
}

/** Rows of nearly the same length, none longer than six, which is what a thumb can hit on a phone. */
function columnsFor(count: number): number {
  return Math.ceil(count / Math.ceil(count / 6));
}

function choice(number: number, chosen: boolean): string {
  const input = `<input type="radio" name="score" value="${number}" required${chosen ? ' checked' : ''}>`;
  return `<label>${input}<span>${number}</span></label>`;
}

function commentField({ comment }: RatingTexts, written: string): string {
  return `<label class="comment">${comment}
<textarea name="comment" rows="3" maxlength="${MOST_COMMENT}">\n${escaped(written)}</textarea></label>
`;
}

/** What people read who have just answered. */
export function thanksPage(page: RatingPage, language: Language, score: number): RenderedPage {
  const texts = RATING_TEXTS[language];
  const own = page.thanks[bandOf(page.thanks, score)]?.text ?? '';
  const more = page.mayChange ? `\n<p class="said">${texts.mayChange}</p>` : '';
  return said(page, language, own || texts.thanks, more);
}

/** Why nothing can be answered here. */
export type NoQuestion = 'answered' | 'closed' | 'unknown' | 'later';

/** A page instead of the question; `page` is null where nobody knows which question it would have been. */
export function noQuestionPage(
  page: RatingPage | null,
  language: Language,
  reason: NoQuestion,
): RenderedPage {
  return said(page, language, RATING_TEXTS[language][reason], '');
}

function said(page: RatingPage | null, language: Language, text: string, more: string): RenderedPage {
  const body = `${page ? brand(page) : ''}<h1>${escaped(text)}</h1>${more}`;
  return rendered({ language, title: page?.title || text, body, colour: page?.colour ?? COLOUR });
}

function brand({ title }: RatingPage): string {
  return title === '' ? '' : `<p class="brand">${escaped(title)}</p>\n`;
}
