/** Every text of the test drive example that a customer or an agent reads exists in Chinese, with the same facts in it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../host/paths';
import { example } from '../support/examples';

interface Parameters {
  readonly channels?: { readonly values: readonly { readonly text: string }[] };
  readonly question?: string;
  readonly bands?: { readonly values: readonly { readonly name: string; readonly thanks?: string }[] };
  readonly taskName?: string;
  readonly script?: string;
  readonly variables?: { readonly values: readonly { readonly name: string }[] };
  readonly settings?: { readonly listTitle?: string };
}

/** What people read of a node, by the names of its fields. */
function textsOf({ channels, question, bands, ...call }: Parameters): [field: string, text: string][] {
  const texts: [string, string | undefined][] = [
    ...(channels?.values ?? []).map(({ text }): [string, string] => ['Text', text]),
    ['Question', question],
    ...(bands?.values ?? []).map(({ name, thanks }): [string, string | undefined] => [
      `Thanks, *${name}*`,
      thanks,
    ]),
    ['Task Name', call.taskName],
    ['Script', call.script],
    ['Shown to the Agent', call.variables?.values.map(({ name }) => name).join(', ')],
    ['List Title', call.settings?.listTitle],
  ];
  return texts.filter((entry): entry is [string, string] => (entry[1] ?? '') !== '');
}

const english = new Map(
  example('test-drive').nodes.flatMap((node) =>
    textsOf(node['parameters'] as Parameters).map(([field, text]) => [
      `*${String(node['name'])}* | ${field}`,
      text,
    ]),
  ),
);
const readme = readFileSync(join(projectRoot, 'examples', 'test-drive', 'README.md'), 'utf8');
const table = readme.slice(readme.indexOf('## The texts in Chinese'));
const chinese = new Map(
  [...table.matchAll(/^\| (\*[^|]+\* \| [^|]+?) \| (.+) \|$/gm)].map(([, where = '', text = '']) => [
    where,
    text,
  ]),
);

const factsIn = (text: string | undefined): string[] =>
  [...(text ?? '').matchAll(/\$json[\w.?]+/g)].map(([name]) => name).sort();

test('the table has the texts of the workflow and no others', () => {
  expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort());
});

test.each([...chinese])('%s is in Chinese and says the same', (where, text) => {
  expect(text).toMatch(/\p{Script=Han}{2}/u);
  expect(factsIn(text)).toEqual(factsIn(english.get(where)));
  expect(text.split(', ')).toHaveLength(
    where.includes('Shown') ? (english.get(where)?.split(', ').length ?? 0) : 1,
  );
});
