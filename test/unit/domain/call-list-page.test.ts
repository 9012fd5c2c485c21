import type { ListedCall } from '../../../journey/domain/calls/open-call';
import { callListPage, noCallListPage } from '../../../journey/domain/pages/call-list';
import { CALL_LIST_TEXTS } from '../../../journey/domain/pages/call-list-texts';
import { fc } from '../../support/random';

const NOTHING = { kind: null, task: null, who: null, sent: {} } as const;
const page = (calls: readonly ListedCall[], given = {}) => ({
  ...{ title: '', calls, more: 0, others: 0, agent: '', token: 't.t', now: 1000, ...given },
});
const call: ListedCall = {
  ...{ key: 'd:n:1', to: '+86 138-0000 0000', name: 'Ann', script: 'Hello', variables: { Model: 'X5' } },
  ...{ priority: 0, assignee: null, dueAt: null, createdAt: 0, zone: 'UTC', attempt: 1, takenBy: null },
};

test('both languages have all words, and none are the same', () => {
  const words = (texts: object): string[] =>
    Object.values(texts).flatMap((one) => (typeof one === 'string' ? [one] : words(one as object)));
  const [en, zh] = [words(CALL_LIST_TEXTS.en), words(CALL_LIST_TEXTS.zh)];
  expect(en.length).toBe(zh.length);
  expect(en.filter((word) => word === '' || zh.includes(word))).toEqual([]);
});

test('a number can be dialled, whatever it is written with', () => {
  expect(callListPage(page([call]), 'en', NOTHING).html).toContain('href="tel:+8613800000000"');
});

test.each([
  [{ dueAt: 999 }, 'Overdue since 1970-01-01 00:00'],
  [{ dueAt: 90_000_000 }, 'Due 1970-01-02 01:00'],
  [{ priority: 2 }, 'Urgent'],
  [{ attempt: 3 }, 'Call no. 3'],
  [{ assignee: 'Li' }, 'For Li'],
  [{ assignee: 'Li', takenBy: 'Wang' }, 'At it: Wang'],
])('%j: %s', (given, text) => {
  expect(callListPage(page([{ ...call, ...given }]), 'en', NOTHING).html).toContain(text);
  expect(callListPage(page([call]), 'en', NOTHING).html).not.toContain(text);
});

test('whatever people are called, it stays text', () => {
  const tags = (html: string): string[] => html.match(/<[a-z/!][^>]*>/gi) ?? [];
  // Empty parts are left out of the page, so that every text has to have something in it.
  const text = fc.string({ minLength: 1, maxLength: 30, unit: fc.constantFrom(...'<>"\'&/ax=') });
  const known = tags(callListPage(page([{ ...call, assignee: 'a' }]), 'en', NOTHING).html).length;
  fc.assert(
    fc.property(text, text, text, (name, script, note) => {
      const shown = { ...call, name, script, variables: { [script]: name }, assignee: note };
      const { html } = callListPage(page([shown], { agent: '' }), 'en', {
        ...{ kind: null, task: 'd:n:1', who: null, sent: { note } },
      });
      expect(tags(html)).toHaveLength(known);
    }),
  );
});

test('a call of somebody else can be taken over from them alone', () => {
  const taken = page([{ ...call, takenBy: '<Li>' }], { agent: 'Wang' });
  const notice = { kind: 'atIt', task: call.key, who: '<Li>', sent: {} } as const;
  const { html } = callListPage(taken, 'zh', notice);
  expect(html).toContain('role="alert">正在拨打： &lt;Li&gt;</p>');
  expect(html).toContain('name="from" value="&lt;Li&gt;"');
  expect(html).toContain('改由我拨打');
});

test('without the link there is nothing to see', () => {
  const { html, headers } = noCallListPage('zh', 'unknown');
  expect(html).not.toContain('<form');
  expect(headers['content-security-policy']).toContain("default-src 'none'");
});
