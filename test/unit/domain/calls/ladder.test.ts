import { CALL_ENDS, type CallEnd } from '../../../../journey/domain/calls/dispositions';
import { nextCall, type Rung } from '../../../../journey/domain/calls/ladder';
import { fc } from '../../../support/random';

const LADDER: Rung[] = [
  { after: 'no_answer', times: 2, afterMs: 100 },
  { after: 'busy', times: 1, afterMs: 10 },
  { after: 'callback', times: 1, afterMs: 50 },
];
const ended = (...ends: CallEnd[]) => ends.map((end) => ({ end, callbackAt: null as number | null }));
const FAR = { now: 1000, endsAt: 1_000_000 };

test.each<[CallEnd[], number | null]>([
  [['no_answer'], 1100],
  [['no_answer', 'no_answer'], 1100],
  [['no_answer', 'no_answer', 'no_answer'], null],
  [['busy', 'no_answer'], 1100],
  [['busy', 'no_answer', 'busy'], null],
  [['connected'], null],
  [['do_not_call'], null],
  [[], null],
])('after %j: %p', (ends, at) => {
  expect(nextCall(ended(...ends), LADDER, FAR)).toEqual(
    at === null ? { kind: 'over' } : { kind: 'again', at },
  );
});

test.each([
  [5000, 5000],
  [500, 1000],
  [null, 1050],
])('who wants to be called at %p is called at %p', (callbackAt, at) => {
  expect(nextCall([{ end: 'callback', callbackAt }], LADDER, FAR)).toEqual({ kind: 'again', at });
});

test.each([
  [1101, 'again'],
  [1100, 'over'],
])('with the end at %d it is %s', (endsAt, kind) => {
  expect(nextCall(ended('no_answer'), LADDER, { now: 1000, endsAt })).toMatchObject({ kind });
});

test('whatever agents say, it ends, and nobody is called in the past or after the end', () => {
  const rung = fc.record({
    after: fc.constantFrom(...CALL_ENDS),
    times: fc.integer({ min: 0, max: 4 }),
    afterMs: fc.integer({ min: 0, max: 1000 }),
  });
  const end = fc.record({
    end: fc.constantFrom(...CALL_ENDS),
    callbackAt: fc.option(fc.integer({ min: -5000, max: 5000 })),
  });
  const ladders = fc.uniqueArray(rung, { selector: ({ after }) => after });
  fc.assert(
    fc.property(ladders, fc.array(end, { minLength: 60, maxLength: 60 }), (ladder, said) => {
      const most = 1 + ladder.reduce((sum, { times }) => sum + times, 0);
      let [calls, now] = [0, 0];
      for (; calls < said.length;) {
        calls += 1;
        const next = nextCall(said.slice(0, calls), ladder, { now, endsAt: 20_000 });
        if (next.kind === 'over') break;
        expect(next.at >= now && next.at < 20_000).toBe(true);
        now = next.at;
      }
      expect(calls).toBeLessThanOrEqual(most);
    }),
  );
});
