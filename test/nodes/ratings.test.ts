/** Rating Branch in n8n's own engine: the link, the page, what counts as an answer, and the ways out. */
import type { IDataObject } from 'n8n-workflow';
import { openStore, settled } from './harness';
import { answer, linkOf, open, OUT, pages, rating, ratings } from './ratings';
import { arrived, DAY, errors, happens, now, passes, publish, stage, users } from './stage';

stage();
pages();

const MINUTE = 60_000;
const start = async (parameters: IDataObject = {}, people = ['ann'], trigger: IDataObject = {}) => {
  const event = await publish([rating(parameters)], [['T', 'R']], trigger);
  await happens(event, people);
  expect(errors()).toEqual([]);
};
const head = async (): Promise<number> => (await (await openStore()).progress()).head;
const out = (): unknown[][] => Object.values(OUT).map((output) => users('R', output));

describe('by the page', () => {
  test('the link leaves at once while the person waits; a high number leads to the one band', async () => {
    await start({}, ['ann', 'bob']);
    expect(out()).toEqual([['ann', 'bob'], [], [], []]);
    expect(linkOf('ann')).toMatch(/\/webhook\/a11ce\/rating\?t=[\w-]+\.[\w-]+$/);
    expect(await answer(linkOf('ann'), { score: 7, comment: ' Nice! ' })).toMatchObject({ status: 200 });
    await answer(linkOf('bob'), { score: 6 });
    await settled();
    expect(out()).toEqual([['ann', 'bob'], ['ann'], ['bob'], []]);
    expect(ratings(OUT.happy)).toEqual([
      {
        ...{ outcome: 'Happy', score: 7, comment: 'Nice!', via: 'page' },
        ...{ answeredAt: new Date(now()).toISOString(), link: linkOf('ann') },
      },
    ]);
    expect(errors()).toEqual([]);
  });

  test('whoever opens every link records nothing', async () => {
    await start();
    const before = await head();
    for (const suffix of ['', '&score=9', '&score=0']) {
      for (const method of ['GET', 'HEAD', 'GET']) {
        const { status } = await open(linkOf('ann') + suffix, method);
        expect(status).toBe(200);
      }
    }
    await settled();
    expect([await head(), out()]).toEqual([before, [['ann'], [], [], []]]);
    expect((await open(`${linkOf('ann')}&score=9`)).html).toMatch(/value="9" required checked/);
  });

  test('sent twice it is one answer, and then the link is used up', async () => {
    await start();
    const link = linkOf('ann');
    const before = await head();
    const both = await Promise.all([answer(link, { score: 9 }), answer(link, { score: 2 })]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await head()).toBe(before + 1);
    await settled();
    expect((await answer(link, { score: 1 })).status).toBe(409);
    const used = await open(link);
    expect([used.status, used.html]).toEqual([410, expect.stringContaining('We already have your answer')]);
    expect(out().slice(1).flat()).toEqual(['ann']);
  });

  test.each([
    ['no number', {}],
    ['off the scale', { score: 11 }],
    ['no number at all', { score: '9; drop' }],
    ['nothing but a comment', { comment: 'so <b>so</b>' }],
  ])('%s: asked again, with what was written', async (_, fields) => {
    await start();
    const { status, html } = await answer(linkOf('ann'), fields);
    expect([status, html]).toEqual([422, expect.stringContaining('Please choose a number first.')]);
    if ('comment' in fields) expect(html).toContain('so &lt;b&gt;so&lt;/b&gt;</textarea>');
    expect((await answer(linkOf('ann'), { score: 10 })).status).toBe(200);
  });

  test('a form that is too large is no answer', async () => {
    await start();
    expect((await answer(linkOf('ann'), { score: 9, comment: 'x'.repeat(20_000) })).status).toBe(422);
  });

  test('a made-up token, one of another node, and one without anything', async () => {
    await start();
    const link = linkOf('ann');
    const [address, token = ''] = link.split('?t=');
    const wrong = [`${token}x`, token.slice(0, -1), `x${token}`, '', 'test-run', 'a.b'];
    for (const one of wrong) {
      const { status, html } = await open(`${address}?t=${one}`);
      expect([one, status, html]).toEqual([one, 404, expect.stringContaining('no longer works')]);
      expect((await answer(`${address}?t=${one}`, { score: 9 })).status).toBe(404);
    }
    await settled();
    expect(out()).toEqual([['ann'], [], [], []]);
  });

  test('in the language of the browser, or as set; with title, question, colour and thanks', async () => {
    await start({
      question: '=How was it, {{ $json.userId }}?',
      bands: { values: [{ name: 'All', from: 0, thanks: '=Bye {{ $json.userId }} <3' }] },
      settings: { title: 'Sunshine', colour: '#0B6E4F' },
    });
    const seen = await open(linkOf('ann'), 'GET', { 'accept-language': 'zh-CN,zh;q=0.9' });
    for (const text of ['lang="zh"', '提交评分', 'Sunshine', 'How was it, ann?', '--brand:#0b6e4f'])
      expect(seen.html).toContain(text);
    expect((await answer(linkOf('ann'), { score: 3 })).html).toContain('Bye ann &lt;3');
  });

  test('the store fails: a page that says so, and the answer counts a little later', async () => {
    await start();
    const store = await openStore();
    const failing = jest.spyOn(store, 'append').mockRejectedValueOnce(new Error('down'));
    const { status, headers } = await answer(linkOf('ann'), { score: 9 });
    expect([status, headers.get('retry-after')]).toEqual([503, '30']);
    failing.mockRestore();
    expect((await answer(linkOf('ann'), { score: 9 })).status).toBe(200);
    await settled();
    expect(users('R', OUT.happy)).toEqual(['ann']);
  });
});

describe('other answers', () => {
  test('a reply with a number, and a plain event', async () => {
    await start({}, ['ann', 'bob', 'cat', 'dan']);
    await happens('message.replied', ['ann'], { number: 9, text: '九分' });
    await happens('rating.given', ['bob'], { score: 3, comment: 'meh' });
    await happens('message.replied', ['cat'], { number: null, text: 'thanks' });
    await happens('rating.given', ['dan'], { score: 99 });
    expect(out().slice(1)).toEqual([['ann'], ['bob'], []]);
    expect([...ratings(OUT.happy), ...ratings(OUT.unhappy)]).toMatchObject([
      { score: 9, via: 'reply', comment: '九分' },
      { score: 3, via: 'event', comment: 'meh' },
    ]);
    expect((await open(linkOf('ann'))).status).toBe(410);
  });

  test('replies may be switched off; what was said before the question is no answer to it', async () => {
    const event = await publish([rating({ settings: { replies: false } })], [['T', 'R']]);
    await happens('rating.given', ['ann'], { score: 3 });
    await passes(MINUTE);
    await happens(event, ['ann']);
    await happens('message.replied', ['ann'], { number: 9, text: '9' });
    expect(out()).toEqual([['ann'], [], [], []]);
  });
});

describe('time', () => {
  test('no answer in time: No Answer, and the link is closed; an answer at the last moment counts', async () => {
    await start({ limitAmount: 2 }, ['ann', 'bob']);
    await passes(2 * DAY);
    expect((await open(linkOf('ann'))).status).toBe(410);
    expect(out()).toEqual([['ann', 'bob'], [], [], ['ann', 'bob']]);
    expect(ratings(OUT.noAnswer)[0]).toMatchObject({ outcome: 'No Answer', score: null, via: null });
    const late = await answer(linkOf('bob'), { score: 9 });
    expect([late.status, late.html]).toEqual([
      410,
      expect.stringContaining('The time for this question is over'),
    ]);
  });

  test('a token that is older than any wait is closed too', async () => {
    await start({ limitAmount: 1 });
    await passes(3 * DAY);
    expect((await open(linkOf('ann'))).status).toBe(410);
  });

  test('the last of several counts where answers can be changed', async () => {
    await start({ settings: { changeMinutes: 10 } });
    const link = linkOf('ann');
    expect((await answer(link, { score: 9, nonce: 'aa' })).html).toContain('Changed your mind?');
    await settled();
    await passes(5 * MINUTE);
    expect((await open(link)).status).toBe(200);
    // The same form once more is no other answer.
    expect((await answer(link, { score: 9, nonce: 'aa' })).status).toBe(200);
    await answer(link, { score: 2, nonce: 'bb' });
    await settled();
    expect(out()).toEqual([['ann'], [], [], []]);
    await passes(10 * MINUTE);
    expect(out()).toEqual([['ann'], [], ['ann'], []]);
    expect(ratings(OUT.unhappy)).toMatchObject([{ score: 2 }]);
    expect((await open(link)).status).toBe(410);
  });

  test('changing has an end', async () => {
    await start({ settings: { changeMinutes: 10 } });
    for (let change = 0; change < 12; change += 1) {
      await answer(linkOf('ann'), { score: change % 10, nonce: `a${change.toString(16)}` });
      await settled();
    }
    expect([out().slice(1).flat(), errors()]).toEqual([['ann'], []]);
  });
});

describe('fields that cannot work', () => {
  test.each([
    [{ bands: { values: [{ name: 'Top', from: 9 }] } }, /from 0 to below 9 are in no band/],
    [{ scaleTo: 200 }, /201 numbers/],
    [{ settings: { colour: 'red;}' } }, /Colour is red;}. Use six hexadecimal digits/],
    [{ settings: { language: 'fr' } }, /Language is fr. Use one of auto, en, zh/],
    [{ limitAmount: 'soon' }, /Wait at Most is soon. Use a number from 0 to 10000/],
    [{ settings: { changeMinutes: -1 } }, /Answer Can Be Changed For \(Minutes\) is -1/],
  ])('%j', async (parameters, message) => {
    const event = await publish([rating(parameters as IDataObject)], [['T', 'R']]);
    await happens(event, ['ann']);
    expect(errors()).toEqual([expect.stringMatching(message)]);
    expect(arrived('R', OUT.ask)).toEqual([]);
  });
});
