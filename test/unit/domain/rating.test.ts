import { meets } from '../../../journey/domain/conditions';
import { eventView, firstMatch } from '../../../journey/domain/matching';
import { ratingBranches, ratingOf } from '../../../journey/domain/rating/answers';
import { bandOf, scaleFault } from '../../../journey/domain/rating/scale';
import type { LoggedEvent } from '../../../journey/domain/user-event';
import { fc } from '../../support/random';

const TEN = { from: 0, to: 10 };
const bands = (...from: number[]) => from.map((one) => ({ name: `from ${one}`, from: one }));
const event = (name: string, properties: Record<string, unknown>): LoggedEvent => ({
  ...{ seq: 2, at: 5, eventId: 'e', userId: 'ann', event: name, timestamp: 5, receivedAt: 5 },
  ...{ source: 'default', properties },
});
const branches = ratingBranches('q1', TEN, { replies: true, enrollmentId: 'p1' });
const taken = (one: LoggedEvent): string | null =>
  firstMatch(branches, [one], { sinceAt: 0, deadlineAt: null, usedSeqs: new Set() })?.branchId ?? null;

describe('bands', () => {
  test.each([
    [10, 0],
    [7, 0],
    [6.5, 1],
    [0, 1],
  ])('%d of 0 to 10 with a threshold of 7: band %i', (score, place) =>
    expect(bandOf(bands(7, 0), score)).toBe(place),
  );

  test('their order on the canvas does not matter', () =>
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 10 }), { minLength: 1 }),
        fc.integer({ min: 0, max: 10 }),
        (from, score) => {
          const place = bandOf(bands(...from), score);
          const reached = from.filter((one) => one <= score);
          expect(from[place]).toBe(reached.length > 0 ? Math.max(...reached) : Math.min(...from));
        },
      ),
    ));

  test.each([
    [TEN, bands(7, 0), null],
    [{ from: 1, to: 5 }, bands(5, 4, 1), null],
    [TEN, bands(9, 7), /from 0 to below 7 are in no band. Let one begin at 0/],
    [TEN, bands(), /no band/],
    [TEN, bands(11, 0), /"from 11" begins at 11. Use a number up to 10/],
    [TEN, bands(7, 7, 0), /Two bands begin at 7/],
    [{ from: 5, to: 5 }, bands(5), /goes from 5 to 5. Use whole numbers/],
    [{ from: 0, to: 2.5 }, bands(0), /whole numbers/],
    [{ from: 0, to: 100 }, bands(0), /101 numbers. Use at most 21/],
  ])('%j with %j', (scale, given, fault) => {
    if (fault === null) expect(scaleFault(scale, given)).toBeNull();
    else expect(scaleFault(scale, given)).toMatch(fault);
  });
});

describe('what counts as an answer', () => {
  test.each([
    ['the page', event('rating.given', { score: 9, question: 'q1' }), 'page'],
    ['a plain event', event('rating.given', { score: 0 }), 'event'],
    ['a reply', event('message.replied', { number: 10, enrollment: 'p1' }), 'reply'],
    ['a reply taken in elsewhere', event('message.replied', { number: 10, text: '10' }), 'reply elsewhere'],
    ['a reply to another passage', event('message.replied', { number: 10, enrollment: 'p2' }), null],
    ['the page of another question', event('rating.given', { score: 9, question: 'q2' }), null],
    ['off the scale', event('rating.given', { score: 11, question: 'q1' }), null],
    ['below it', event('rating.given', { score: -1 }), null],
    ['no number', event('rating.given', {}), null],
    ['an empty text', event('rating.given', { score: '' }), null],
    ['null', event('rating.given', { score: null }), null],
    ['true', event('rating.given', { score: true }), null],
    ['a reply in words', event('message.replied', { number: null, text: 'great' }), null],
    ['a reply off the scale', event('message.replied', { number: 2026, text: '2026' }), null],
    ['another event', event('purchase', { score: 9 }), null],
  ])('%s', (_, one, branch) => expect(taken(one)).toBe(branch));

  test('replies only where they were asked for', () => {
    const names = ratingBranches('q1', TEN, { replies: false, enrollmentId: 'p1' }).map(
      ({ event: name }) => name,
    );
    expect(names).toEqual(['rating.given', 'rating.given']);
  });

  test('no event ever satisfies two branches', () =>
    fc.assert(
      fc.property(
        fc.constantFrom('rating.given', 'message.replied'),
        fc.record({
          score: fc.oneof(fc.integer(), fc.string(), fc.constant(null)),
          question: fc.constantFrom('q1', 'q2', null, undefined, ''),
          number: fc.integer({ min: -2, max: 12 }),
          enrollment: fc.constantFrom('p1', 'p2', null, undefined, ''),
        }),
        (name, properties) => {
          const view = eventView(event(name, properties));
          const met = branches.filter((branch) => {
            try {
              return branch.event === name && meets(branch.conditions, view);
            } catch {
              return false;
            }
          });
          expect(met.length).toBeLessThanOrEqual(1);
        },
      ),
    ));

  test.each([
    ['page', { score: 9, comment: ' nice ', question: 'q1' }, { score: 9, comment: 'nice', via: 'page' }],
    ['event', { score: 3 }, { score: 3, comment: null, via: 'event' }],
    ['reply elsewhere', { number: 8, text: '8' }, { score: 8, comment: '8', via: 'reply' }],
    ['reply', { number: 9, text: '9分' }, { score: 9, comment: '9分', via: 'reply' }],
  ])('by %s: what it says', (branch, properties, rating) =>
    expect(ratingOf(branch, event('x', properties))).toEqual({ ...rating, at: 5 }),
  );

  test('nothing without an event', () => expect(ratingOf(null, null)).toBeNull());
});
