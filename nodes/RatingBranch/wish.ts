import type { IExecuteFunctions } from 'n8n-workflow';
import {
  scaleFault,
  type RatingBand,
  type RatingPage,
  type RatingScale,
  type RatingWish,
  numberIn,
  oneOf,
  refusal,
} from '../../journey';
import { lengthIn, textIn } from './values';

interface BandFields {
  readonly name?: unknown;
  readonly from?: unknown;
  readonly thanks?: unknown;
}

/** The fields below Options, as the editor keeps them. */
interface Settings {
  readonly title?: unknown;
  readonly colour?: unknown;
  readonly language?: unknown;
  readonly lowest?: unknown;
  readonly highest?: unknown;
  readonly comment?: unknown;
  readonly replies?: unknown;
  readonly changeMinutes?: unknown;
  readonly inTestRuns?: string;
  readonly sampleScore?: unknown;
}

const WHOLE = { min: 0, max: 100_000 };
const BLUE = '#1d4ed8';

/**
 * What the person of one item is asked, from the node's fields. They may be expressions, so each is looked at.
 * @throws NodeOperationError naming the field that cannot work.
 */
export function wishOf(context: IExecuteFunctions, item: number): RatingWish {
  const field = (name: string, fallback: unknown): unknown => context.getNodeParameter(name, item, fallback);
  const settings = field('settings', {}) as Settings;
  const rows = bandsOf(context, item);
  const bands = rows.map(({ name, from }) => ({ name, from }));
  const scale = {
    from: numberIn(context, item, 'Lowest Number', field('scaleFrom', 0), WHOLE),
    to: numberIn(context, item, 'Highest Number', field('scaleTo', 10), WHOLE),
  };
  const fault = scaleFault(scale, bands);
  if (fault !== null) throw refusal(context, item, fault);
  const changeMinutes = numberIn(
    context,
    item,
    'Answer Can Be Changed For (Minutes)',
    settings.changeMinutes ?? 0,
    WHOLE,
  );
  const page: RatingPage = {
    question: textIn(field('question', '')),
    title: textIn(settings.title),
    scale,
    lowest: textIn(settings.lowest),
    highest: textIn(settings.highest),
    comment: settings.comment !== false,
    thanks: rows.map(({ from, thanks }) => ({ from, text: thanks })),
    mayChange: changeMinutes > 0,
    colour: colourIn(context, item, settings.colour),
    language: languageIn(context, item, settings.language),
  };
  return {
    page,
    bands,
    limitMs: lengthIn(context, item, 'Wait at Most', {
      amount: field('limitAmount', 3),
      unit: field('limitUnit', 'days'),
    }),
    changeMs: changeMinutes > 0 ? changeMinutes * 60_000 : null,
    replies: settings.replies !== false,
  };
}

function bandsOf(context: IExecuteFunctions, item: number): Array<RatingBand & { readonly thanks: string }> {
  const rows = context.getNodeParameter('bands.values', item, []) as BandFields[];
  return rows.map(({ name, from = 0, thanks }, place) => {
    const shown = textIn(name) || `Band ${place + 1}`;
    return {
      name: shown,
      from: numberIn(context, item, `From of "${shown}"`, from, WHOLE),
      thanks: textIn(thanks),
    };
  });
}

function colourIn(context: IExecuteFunctions, item: number, given: unknown): string {
  const colour = textIn(given) || BLUE;
  // It goes into the page's style sheet as it is.
  if (/^#[0-9a-f]{6}$/i.test(colour)) return colour.toLowerCase();
  throw refusal(context, item, `Colour is ${colour}. Use six hexadecimal digits such as ${BLUE}`);
}

function languageIn(context: IExecuteFunctions, item: number, given: unknown): RatingPage['language'] {
  const language = oneOf(context, item, 'Language', textIn(given) || 'auto', ['auto', 'en', 'zh']);
  return language === 'auto' ? null : language;
}

/**
 * The answer that test runs show; null = none.
 * @throws NodeOperationError when it is not on the scale.
 */
export function testScore(context: IExecuteFunctions, { from, to }: RatingScale): number | null {
  const settings = context.getNodeParameter('settings', 0, {}) as Settings;
  if (settings.inTestRuns === 'noAnswer') return null;
  return numberIn(context, 0, 'Sample Answer', settings.sampleScore ?? to, { min: from, max: to });
}
