/** Rating Branch that asks by itself, and in test runs of the editor. */
import type { IDataObject } from 'n8n-workflow';
import { workflow } from '../support/workflow';
import { behaviour, gateway, sent } from './gateway';
import { Canvas, items, openStore, settled } from './harness';
import { answer, OUT, pages, rating, ratings } from './ratings';
import { canvas, errors, happens, now, passes, publish, stage, users, DAY } from './stage';

stage();
gateway();
pages();

const HOUR = DAY / 24;

const credentials = { smsProviderApi: { id: '1', name: 'gateway' } };
const asking = (parameters: IDataObject = {}) =>
  rating({ askedBy: 'message', to: '+8613800000000', ...parameters }, { credentials });
const start = async (parameters: IDataObject = {}, trigger: IDataObject = {}) => {
  const event = await publish([asking(parameters)], [['T', 'R']], trigger);
  await happens(event, ['ann']);
  expect(errors()).toEqual([]);
};
const linkIn = (text: string | null | undefined) => /https?:\S+/.exec(text ?? '')?.[0] ?? '';

describe('asked by a message from here', () => {
  test('the link is in the text; the answer and the message are in the item', async () => {
    await start({ text: '=Rate us, {{ $json.userId }}: {link}' });
    expect(sent).toMatchObject([{ to: '+8613800000000', channel: 'sms' }]);
    expect(sent[0]?.text).toMatch(/^Rate us, ann: http\S+rating\?t=\S+$/);
    await happens('message.replied', ['ann'], { number: 9, text: '9' });
    expect(ratings(OUT.happy)).toMatchObject([{ score: 9, via: 'reply', link: linkIn(sent[0]?.text) }]);
  });

  test('a template gets the link as a parameter', async () => {
    await start({ content: 'template', template: 'T-1' });
    expect(sent).toMatchObject([{ template: 'T-1', params: { link: expect.stringContaining('rating?t=') } }]);
  });

  test.each([
    ['refused by the provider', 422, 'failed'],
    ['no consent', 202, 'suppressed'],
  ])('%s: Not Asked, and nobody waits', async (_, status, outcome) => {
    if (outcome === 'suppressed') {
      const said = { userId: 'ann', channel: 'sms', category: '', given: false, at: now() };
      await (await openStore()).setConsents([said]);
    }
    behaviour.push(status);
    await start();
    behaviour.length = 0;
    await passes(4 * DAY);
    expect([users('R', 0), users('R', OUT.noAnswer)]).toEqual([['ann'], []]);
    const said = { userId: 'ann', channel: 'sms', category: '', given: true, at: now() + 1 };
    await (await openStore()).setConsents([said]);
  });

  const clockAt = (at: number) => new Date(at).toISOString().slice(11, 16);
  const quiet = (given: IDataObject = {}) => ({
    settings: {
      timeZone: 'UTC',
      quietHours: {
        values: { from: clockAt(now() - HOUR), to: clockAt(now() + 3 * HOUR), spreadMinutes: 0, ...given },
      },
    },
  });

  test('in quiet hours the question waits until they are over; its page and the time to answer begin then', async () => {
    await start(quiet());
    await passes(3 * HOUR - 1);
    expect([sent, users('R', OUT.noAnswer)]).toEqual([[], []]);
    await passes(1);
    expect(sent).toHaveLength(1);
    await passes(3 * DAY - HOUR);
    expect(await answer(linkIn(sent[0]?.text), { score: 9 })).toMatchObject({ status: 200 });
    await settled();
    expect([errors(), ratings(OUT.happy)]).toMatchObject([[], [{ score: 9, via: 'page' }]]);
  });

  test('or is left out', async () => {
    await start(quiet({ outside: 'skip' }));
    await passes(DAY);
    expect([sent, users('R', 0)]).toEqual([[], ['ann']]);
  });

  test('beyond the cap nobody is asked', async () => {
    const caps = { values: [{ most: 1, per: 'rolling', amount: 2, unit: 'hours' }] };
    await start({ settings: { caps } });
    expect(sent).toHaveLength(1);
    await canvas().close();
    await start({ settings: { caps } });
    expect([sent.length, users('R', 0)]).toEqual([1, ['ann']]);
  });

  test.each<[IDataObject, RegExp]>([
    [{ timeZone: 'Mars' }, /Time Zone "Mars" does not exist/],
    [{ quietHours: { values: { from: '9' } } }, /Begins At of Quiet Hours is 9/],
    [{ caps: { values: [{ most: -1 }] } }, /At Most of Frequency Cap 1 is -1/],
  ])('%j is refused before anybody is asked', async (settings, text) => {
    const event = await publish([asking({ settings })], [['T', 'R']]);
    await happens(event, ['ann']);
    expect([sent, errors()[0]]).toEqual([[], expect.stringMatching(text)]);
  });

  test('an unclear end: they may have got it, so they wait; never sent again', async () => {
    behaviour.push(503);
    await start();
    await happens('rating.given', ['ann'], { score: 2 });
    await passes(DAY);
    expect([sent.length, users('R', OUT.unhappy)]).toEqual([1, ['ann']]);
  });

  test('a quick answer is not lost', async () => {
    behaviour.push(async () => {
      const common = { eventId: null, timestamp: now(), receivedAt: now(), source: 'messages' };
      const reply = {
        ...common,
        userId: 'ann',
        event: 'message.replied',
        properties: { number: 8, text: '8' },
      };
      await (await openStore()).append([reply]);
    });
    await start();
    await settled();
    expect(ratings(OUT.happy)).toMatchObject([{ score: 8 }]);
  });

  test('held-out people get nothing and answer nothing', async () => {
    await start({}, { settings: { holdoutPercent: 100 } });
    await passes(3 * DAY);
    expect([sent.length, users('R', OUT.noAnswer)]).toEqual([0, ['ann']]);
  });

  test('without words nothing is sent', async () => {
    const event = await publish([asking({ text: '' })], [['T', 'R']]);
    await happens(event, ['ann']);
    expect([errors(), sent]).toEqual([[expect.stringMatching(/Text is empty/)], []]);
  });
});

describe('test runs in the editor', () => {
  const tried = async (one = rating()) => {
    const editor = await Canvas.of(workflow('test-run', [one], []));
    return editor.manual('R', [{ userId: 'ann' }, { userId: 'bob' }]);
  };
  const run = async (parameters: IDataObject) => {
    const result = await tried(rating(parameters));
    expect(result.data.resultData.error).toBeUndefined();
    return Object.values(OUT).map((output) => items(result, 'R', output).map(({ rating: one }) => one));
  };

  test('show the question and a sample answer, and park nobody', async () => {
    const [ask, happy, unhappy, none] = await run({ settings: { sampleScore: 6 } });
    expect(ask).toEqual(Array.from({ length: 2 }, () => ({ outcome: 'Ask', link: expect.any(String) })));
    expect([happy, none]).toEqual([[], []]);
    expect(unhappy).toMatchObject([{ outcome: 'Unhappy', score: 6 }, { score: 6 }]);
  });

  test('or no answer', async () => {
    const [, happy, , none] = await run({ settings: { inTestRuns: 'noAnswer' } });
    expect([happy, none?.length]).toEqual([[], 2]);
  });

  test('the highest number where none is set', async () => {
    const [, happy] = await run({ scaleFrom: 1, scaleTo: 5, bands: { values: [{ name: 'Any', from: 1 }] } });
    expect(happy).toMatchObject([{ outcome: 'Any', score: 5 }, {}]);
  });

  test.each([0, 6])('a sample answer that is not on the scale is refused: %d', async (sampleScore) => {
    const scale = { scaleFrom: 1, scaleTo: 5, bands: { values: [{ name: 'Any', from: 1 }] } };
    const result = await tried(rating({ ...scale, settings: { sampleScore } }));
    expect(result.data.resultData.error?.message).toBe(
      `Sample Answer is ${sampleScore}. Use a number from 1 to 5`,
    );
  });

  test('show the words that would go out, and send nothing', async () => {
    const found = items(
      await tried(asking({ text: '=Rate us, {{ $json.userId }}: {link}' })),
      'R',
      OUT.happy,
    );
    expect([sent, found]).toMatchObject([
      [],
      [
        { message: { outcome: 'simulated', text: expect.stringMatching(/^Rate us, ann: http\S+$/) } },
        { message: { to: '+8613800000000' } },
      ],
    ]);
  });

  test('really ask when told to, and show the sample answer; never with one that cannot be', async () => {
    const settings = { reallyInTestRuns: true, sampleScore: 3 };
    const found = items(await tried(asking({ settings })), 'R', OUT.unhappy);
    expect([sent.length, found]).toMatchObject([
      2,
      [{ rating: { score: 3 }, message: { outcome: 'sent' } }, { rating: { score: 3 } }],
    ]);
    const wrong = await tried(asking({ settings: { ...settings, sampleScore: 11 } }));
    expect([sent.length, wrong.data.resultData.error?.message]).toEqual([
      2,
      expect.stringMatching(/Sample Answer is 11/),
    ]);
  });
});
