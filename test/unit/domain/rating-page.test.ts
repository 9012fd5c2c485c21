import { createHash } from 'node:crypto';
import { parseHTML } from 'linkedom';
import { escaped, readableOn } from '../../../journey/domain/pages/html';
import { preferredLanguage } from '../../../journey/domain/pages/language';
import {
  noQuestionPage,
  ratingForm,
  thanksPage,
  type RatingPage,
} from '../../../journey/domain/pages/rating-page';
import { RATING_TEXTS } from '../../../journey/domain/pages/rating-texts';
import { fc } from '../../support/random';

const page: RatingPage = {
  question: 'How was it, Ann?',
  title: 'Sunshine Cars',
  scale: { from: 0, to: 10 },
  ...{ lowest: '', highest: '', comment: true, mayChange: false, colour: '#0b6e4f', language: null },
  thanks: [
    { from: 7, text: 'See you soon' },
    { from: 0, text: '' },
  ],
};
const blank = { nonce: 'abc', chosen: null, comment: '', fault: false };
const dom = (html: string) => parseHTML(html).document;
const form = (given: Partial<RatingPage> = {}, state = {}) =>
  ratingForm({ ...page, ...given }, 'en', { ...blank, ...state });

test('asks with every number of the scale, none chosen, and posts to its own address', () => {
  const document = dom(form().html);
  expect(document.querySelector('legend')?.textContent).toBe('How was it, Ann?');
  const inputs = [...document.querySelectorAll('input[type=radio]')];
  expect(inputs.map((input) => input.getAttribute('value'))).toEqual(
    Array.from({ length: 11 }, (_, number) => String(number)),
  );
  expect(inputs.some((input) => input.hasAttribute('checked'))).toBe(false);
  const [sent] = document.querySelectorAll('form');
  expect([sent?.getAttribute('method'), sent?.hasAttribute('action')]).toEqual(['post', false]);
});

test('a number in the address is chosen, not sent; a comment survives a form without a number', () => {
  const chosen = dom(form({}, { chosen: 9 }).html).querySelectorAll('input[checked]');
  expect([...chosen].map((input) => input.getAttribute('value'))).toEqual(['9']);
  const again = dom(form({}, { fault: true, comment: '\nso "so" </textarea>' }).html);
  expect(again.querySelector('[role=alert]')?.textContent).toBe(RATING_TEXTS.en.choose);
  // A line break at the very beginning would be taken for that of the tag.
  expect(again.querySelector('textarea')?.textContent).toBe(`\n${escaped('\nso "so" </textarea>')}`);
});

test('no comment field where none is wanted; own words for the ends', () => {
  const document = dom(form({ comment: false, lowest: 'Awful', highest: 'Great' }).html);
  expect(document.querySelector('textarea')).toBeNull();
  expect(document.querySelector('.ends')?.textContent).toBe('0 = Awful10 = Great');
});

test.each([
  ['en', 'How satisfied are you with us?', 'Send my answer'],
  ['zh', '您对我们的服务满意吗？', '提交评分'],
] as const)('speaks %s', (language, question, button) => {
  const document = dom(ratingForm({ ...page, question: '', title: '' }, language, blank).html);
  expect(document.documentElement.getAttribute('lang')).toBe(language);
  expect(document.querySelector('legend')?.textContent).toBe(question);
  expect(document.querySelector('button')?.textContent).toBe(button);
  expect(document.title).toBe(question);
});

test('every text is in both languages, and they differ', () => {
  const names = Object.keys(RATING_TEXTS.en) as (keyof typeof RATING_TEXTS.en)[];
  for (const name of names) expect(RATING_TEXTS.zh[name]).toMatch(/[\u4e00-\u9fff]/);
});

test('thanks by band, or in the words of the language', () => {
  expect(dom(thanksPage(page, 'en', 8).html).querySelector('h1')?.textContent).toBe('See you soon');
  expect(dom(thanksPage(page, 'en', 2).html).querySelector('h1')?.textContent).toBe(RATING_TEXTS.en.thanks);
  expect(thanksPage({ ...page, mayChange: true }, 'en', 2).html).toContain(RATING_TEXTS.en.mayChange);
});

test('says why there is no question, with the brand where it is known', () => {
  const known = dom(noQuestionPage(page, 'zh', 'closed').html);
  expect(known.querySelector('.brand')?.textContent).toBe('Sunshine Cars');
  expect(known.querySelector('h1')?.textContent).toBe(RATING_TEXTS.zh.closed);
  expect(dom(noQuestionPage(null, 'en', 'unknown').html).querySelector('form')).toBeNull();
});

test('whatever stands in the texts is text', () =>
  fc.assert(
    fc.property(fc.string(), fc.constantFrom('<script>', '"><b onclick=x>', "'", '&amp;'), (some, evil) => {
      const text = `x${evil}${some.replace(/[\s\0]/g, '')}`;
      const { html } = form({ question: text, title: text, lowest: text, highest: text }, { nonce: text });
      const document = dom(html);
      expect(document.querySelector('script, b, [onclick]')).toBeNull();
      const nonce = document.querySelector('input[type=hidden]');
      expect(nonce?.getAttribute('value')).toBe(text);
    }),
  ));

test('escapes what means something in HTML', () =>
  expect(escaped(`<a href="x">'&'</a>`)).toBe('&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;'));

test('no script, no resource of anybody, no word to others about the address', () => {
  const { html, headers } = form();
  expect(html).not.toMatch(/<script|https?:|url\(|@import|<img|<link/i);
  const style = /<style>([^]*)<\/style>/.exec(html)?.[1] ?? '';
  const hash = createHash('sha256').update(style).digest('base64');
  expect(headers['content-security-policy']).toBe(
    `sandbox allow-forms; default-src 'none'; style-src 'sha256-${hash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  );
  expect(headers).toMatchObject({ 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' });
});

test.each([
  ['#ffffff', '#000'],
  ['#000000', '#fff'],
  ['#1d4ed8', '#fff'],
  ['#ffd400', '#000'],
])('on %s one reads %s', (colour, text) => expect(readableOn(colour)).toBe(text));

test.each([
  [undefined, 'en'],
  ['', 'en'],
  ['zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
  ['en-GB,en;q=0.9,zh;q=0.8', 'en'],
  ['fr, zh-TW;q=0.5', 'zh'],
  ['zh;q=0, de', 'en'],
  ['de;q=0.9, zh;q=0.4, en;q=0.5', 'en'],
  ['*;q=x', 'en'],
])('Accept-Language %s: %s', (header, language) => expect(preferredLanguage(header)).toBe(language));
