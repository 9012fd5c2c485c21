import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { RatingPage } from '../../domain/pages/rating-page';
import { ratingBranches, ratingOf, type Rating } from '../../domain/rating/answers';
import { bandOf, type RatingScale } from '../../domain/rating/scale';
import type { Leaving, Move, Moved, Turn } from '../acting-node';
import { clock } from '../clock';
import { iso } from '../event-items';
import { takeTurn } from '../messages/turn';
import type { AttemptOutcome } from '../messages/wish';
import { publicLink } from '../public-link';
import type { Wish } from '../waiting-node';
import {
  ASK,
  bandOutput,
  NO_ANSWER,
  NOT_ASKED,
  type RatingMessage,
  type RatingNode,
  type RatingWish,
} from './wish';

/** The last part of the page's address. */
export const RATING_PATH = 'rating';

/** What the node remembers of a question over the wait for its answer; the page reads it too. */
export interface Question {
  readonly stage: 'answer';
  /** The key of the wait that began with the question: what its link and its answers name. */
  readonly question: string;
  /** The passage in which it was asked: replies to messages of others answer something else. */
  readonly enrollmentId: string;
  readonly page: RatingPage;
  readonly link: string;
  /** How the question went out, where the node asked by itself. */
  readonly message: IDataObject | null;
  /** What counts so far, and how often it was changed. */
  readonly answer: Rating | null;
  readonly changes: number;
}

/** Waiting until the hours begin in which somebody may be asked. */
interface Deferred {
  readonly stage: 'ask';
  readonly inner: unknown;
}

/** Who changes an answer more often goes on with the last one: endless changes would end the journey as a loop. */
const MOST_CHANGES = 10;

const DAY_MS = 86_400_000;

/** After these the person may have got the question. */
const ASKED: readonly AttemptOutcome[] = ['sent', 'delivered', 'no_report', 'unknown', 'would_have'];

/** A reply to our own message may be quicker than our registering of the wait for it. */
const QUICKEST_MS = 60_000;

/** One person's turn at a rating: being asked; then having answered, or not. */
export async function rate(
  context: IExecuteFunctions,
  turn: Turn,
  node: Pick<RatingNode, 'asks' | 'testScore'>,
  wish: RatingWish,
): Promise<Moved> {
  const memo = (turn.back?.memo ?? null) as Question | Deferred | null;
  if (memo?.stage === 'answer') return answered(turn, memo, wish);
  const question = turn.traveller.key;
  const link = await publicLink(context, {
    path: RATING_PATH,
    purpose: 'rating',
    waitKey: question,
    expiresAt: clock().now() + wish.limitMs + (wish.changeMs ?? 0) * MOST_CHANGES + DAY_MS,
  });
  const asked: Question = {
    stage: 'answer',
    enrollmentId: turn.traveller.person.enrollmentId,
    ...{ question, link, page: wish.page, message: null, answer: null, changes: 0 },
  };
  const { asks } = node;
  if (asks) return ask(context, turn, { node, asks, asked, wish, inner: memo?.inner ?? null });
  const ahead = { branchId: ASK, data: { rating: { outcome: 'Ask', link } } };
  return { move: { ...waitFor(asked, wish, { mode: 'step' }), ahead }, outcomes: ['asked'] };
}

interface Asking {
  readonly node: Pick<RatingNode, 'testScore'>;
  readonly asks: RatingMessage;
  readonly asked: Question;
  readonly wish: RatingWish;
  /** What sending remembers of a wait for its hours. */
  readonly inner: unknown;
}

async function ask(context: IExecuteFunctions, turn: Turn, asking: Asking): Promise<Moved> {
  const { node, asks, asked, wish, inner } = asking;
  const { link } = asked;
  // What a test run cannot show must keep it from sending.
  const sample = turn.test ? sampleAnswer(node, wish.page.scale) : null;
  const back = turn.back && inner !== null ? { ...turn.back, memo: inner } : null;
  const message = asks.message(turn.item, link);
  const sent = await takeTurn(context, { ...turn, back }, message, asks.service, (outcome) => outcome);
  const { move, outcomes } = sent;
  const notAsked = (data: IDataObject): Leaving => ({
    branchId: NOT_ASKED,
    data: { ...data, rating: ratingData('Not Asked', null, link) },
  });
  if (move.kind === 'gone') return sent;
  if (move.kind === 'wait') {
    const memo: Deferred = { stage: 'ask', inner: move.memo };
    return { outcomes, move: { ...move, memo, otherwise: notAsked(move.otherwise.data) } };
  }
  if (!ASKED.includes(move.branchId as AttemptOutcome))
    return { outcomes, move: { kind: 'leave', ...notAsked(move.data) } };
  const kept: Question = { ...asked, message: move.data['message'] as IDataObject };
  if (turn.test) {
    const { outcome, ...leave } = leaving({ ...kept, answer: sample }, wish);
    return { outcomes: [...outcomes, outcome], move: { kind: 'leave', ...leave } };
  }
  return { outcomes, move: waitFor(kept, wish, { mode: 'duration', ms: QUICKEST_MS }) };
}

function answered({ back }: Turn, memo: Question, wish: RatingWish): Moved {
  const given = ratingOf(back?.result.branchId ?? null, back?.result.event ?? null);
  const kept: Question = { ...memo, answer: given ?? memo.answer };
  const { outcome, ...leave } = leaving(kept, wish);
  if (given === null || wish.changeMs === null || memo.changes >= MOST_CHANGES)
    return { outcomes: [outcome], move: { kind: 'leave', ...leave } };
  const sinceThen = { mode: 'duration', ms: Math.max(0, clock().now() - given.at) } as const;
  const move = waitFor({ ...kept, changes: memo.changes + 1 }, wish, sinceThen, {
    kind: 'length',
    ms: wish.changeMs,
    from: { kind: 'lastEvent' },
    window: null,
    past: 'goNow',
  });
  return { outcomes: ['answered'], move };
}

function waitFor(
  memo: Question,
  wish: RatingWish,
  lookBack: Wish['lookBack'],
  deadline?: Wish['deadline'],
): Extract<Move, { kind: 'wait' }> {
  const { branchId, data } = leaving(memo, wish);
  const { question, enrollmentId } = memo;
  const branches = ratingBranches(question, wish.page.scale, { replies: wish.replies, enrollmentId });
  return {
    kind: 'wait',
    wish: { branches, lookBack, limitMs: wish.limitMs, ...(deadline ? { deadline } : {}) },
    memo,
    otherwise: { branchId, data },
  };
}

function leaving(
  { answer, link, message }: Question,
  { bands }: RatingWish,
): Leaving & { readonly outcome: string } {
  const place = answer === null ? null : bandOf(bands, answer.score);
  const outcome = place === null ? 'No Answer' : (bands[place]?.name ?? '');
  return {
    outcome,
    branchId: place === null ? NO_ANSWER : bandOutput(place),
    data: { rating: ratingData(outcome, answer, link), ...(message ? { message } : {}) },
  };
}

/** What people answer in a test run; null = nothing. */
export function sampleAnswer(node: Pick<RatingNode, 'testScore'>, scale: RatingScale): Rating | null {
  const score = node.testScore(scale);
  return score === null ? null : { score, comment: null, via: 'page', at: clock().now() };
}

/** A rating as items show it. */
export function ratingData(outcome: string, answer: Rating | null, link: string): IDataObject {
  return {
    outcome,
    score: answer?.score ?? null,
    comment: answer?.comment ?? null,
    via: answer?.via ?? null,
    answeredAt: answer ? iso(answer.at) : null,
    link,
  };
}
