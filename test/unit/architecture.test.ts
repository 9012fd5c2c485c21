/**
 * Rules of the whole tree that no linter has. Each has a control: a planted violation that it must find, so that a
 * rule which has silently stopped working is seen.
 */
import path from 'node:path';
import manifest from '../../package.json';
import { clockFaults } from './architecture/determinism';
import { docstringFaults, lengthFaults } from './architecture/form';
import { directionFaults, httpFaults } from './architecture/imports';
import { type Described, nodeFaults } from './architecture/registration';
import { absolute, exists, type Source, sourceOf, sourcesIn } from './architecture/source';

const journey = sourcesIn('journey/**/*.ts');
const product = [...journey, ...sourcesIn('index.ts', 'nodes/**/*.ts', 'credentials/**/*.ts')];
const everything = [...product, ...sourcesIn('*.{js,mjs}', '{scripts,test}/**/*.{ts,js,mjs,cjs}')];

type Rule = (source: Source) => string[];
const faultsIn = (sources: readonly Source[], rule: Rule): string[] => sources.flatMap(rule);

/** A control per violation: the rule must find each of these, and only in these. */
function controls(rule: Rule, violations: ReadonlyArray<[file: string, text: string]>) {
  test.each(violations)('finds the violation in %s: %s', (file, text) => {
    expect(rule(sourceOf(file, text))).toHaveLength(1);
  });
}

function permits(rule: Rule, innocents: ReadonlyArray<[file: string, text: string]>) {
  test.each(innocents)('permits in %s: %s', (file, text) => {
    expect(rule(sourceOf(file, text))).toEqual([]);
  });
}

describe('imports point downwards', () => {
  test('everywhere', () => expect(faultsIn(product, directionFaults)).toEqual([]));

  controls(directionFaults, [
    ['nodes/A/A.node.ts', "import { x } from '../../journey/host/runtime';"],
    ['nodes/A/A.node.ts', "import { x } from '../B/properties';"],
    ['nodes/A/A.node.ts', "import { X } from '../../credentials/X.credentials';"],
    ['credentials/X.credentials.ts', "import { Y } from './Y.credentials';"],
    ['credentials/X.credentials.ts', "import { x } from '../journey/host/runtime';"],
    ['credentials/X.credentials.ts', "import { x } from '../nodes/A/A.node';"],
    ['journey/passes/route.ts', "import { x } from '../store/waits';"],
    ['journey/passes/route.ts', "import type { X } from '../host/runtime';"],
    ['journey/store/waits.ts', "export * from '../passes/route';"],
    ['journey/ports/store.ts', "const x = import('../store/waits');"],
    ['journey/providers/sms.ts', "import { x } from '../ports/clock';"],
    ['journey/providers/sms.ts', "import { randomUUID } from 'node:crypto';"],
    ['journey/providers/sms.ts', "import { NodeApiError } from 'n8n-workflow';"],
    ['journey/host/runtime.ts', "import { x } from '../cli/main';"],
    ['journey/cli/main.ts', "import { x } from '../passes/route';"],
    ['journey/domain/a.ts', "import { x } from '../index';"],
    ['journey/domain/a.ts', "import { readFileSync } from 'node:fs';"],
    ['journey/domain/a.ts', "import { createHash, randomUUID } from 'node:crypto';"],
    ['journey/domain/a.ts', "import { Workflow } from 'n8n-workflow';"],
  ]);
  permits(directionFaults, [
    ['nodes/A/A.node.ts', "import { x } from '../../journey'; import { y } from './properties';"],
    ['credentials/X.credentials.ts', "import { x } from '../journey'; import { y } from './fields/y';"],
    ['index.ts', "export * from './nodes/A/A.node'; export * from './credentials/X.credentials';"],
    ['journey/index.ts', "export * from './host/runtime'; export * from './domain/a';"],
    ['journey/host/runtime.ts', "import { x } from '../store/sqlite/engine';"],
    [
      'journey/providers/sms.ts',
      "import { createHmac } from 'node:crypto'; import { x } from '../domain/a';",
    ],
    ['journey/cli/main.ts', "import { x } from '../store/doctor'; import { y } from '../host/clock';"],
    ['journey/domain/b/c.ts', "import { x } from '../a'; import type { INode } from 'n8n-workflow';"],
  ]);
});

describe('time, chance and timers are arguments', () => {
  test('everywhere', () => expect(faultsIn(product, clockFaults)).toEqual([]));

  controls(clockFaults, [
    ['journey/passes/route.ts', 'const t = Date.now();'],
    ['journey/passes/route.ts', 'const t = new Date();'],
    ['journey/passes/route.ts', 'const read = Date.now;'],
    ['journey/domain/a.ts', 'const t = DateTime.utc();'],
    ['journey/domain/a.ts', 'const x = Math.random();'],
    ['journey/host/runtime.ts', 'setTimeout(f, 10);'],
    ['journey/host/runtime.ts', 'globalThis.setInterval(f, 10);'],
    ['journey/host/runtime.ts', 'const wake = { at: setImmediate };'],
    ['journey/host/runtime.ts', "import { setTimeout } from 'node:timers/promises';"],
    ['nodes/A/A.node.ts', 'const t = performance.now();'],
  ]);
  permits(clockFaults, [
    ['journey/host/clock.ts', 'export const now = () => Date.now();'],
    ['journey/host/timers.ts', 'setTimeout(f, 10);'],
    ['journey/domain/a.ts', 'const t = new Date(0); type T = ReturnType<typeof setTimeout>;'],
  ]);
});

describe('no HTTP client of our own', () => {
  test('in journey/', () => expect(faultsIn(journey, httpFaults)).toEqual([]));

  controls(httpFaults, [
    ['journey/host/a.ts', "import axios from 'axios';"],
    ['journey/host/a.ts', "import { request } from 'node:https';"],
    ['journey/host/a.ts', "const { request } = require('undici');"],
    ['journey/host/a.ts', "await fetch('https://example.com');"],
  ]);
  permits(httpFaults, [['journey/host/a.ts', "import type { IncomingMessage } from 'node:http';"]]);
});

describe('every export of journey/ has a docstring', () => {
  test('everywhere', () => expect(faultsIn(journey, docstringFaults)).toEqual([]));

  controls(docstringFaults, [
    ['journey/a.ts', 'export function f() {}'],
    ['journey/a.ts', '// Not a docstring.\nexport const a = 1;'],
    ['journey/a.ts', '/** */\nexport type A = string;'],
    ['journey/a.ts', 'class A {}\nexport { A };'],
    ['journey/a.ts', '/** Documented. */\nexport interface A {}\nexport interface B {}'],
  ]);
  permits(docstringFaults, [
    ['journey/a.ts', "export * from './b';\nexport { c } from './c';\nconst hidden = 1;"],
    ['journey/a.ts', '/** Both. */\nexport function f(a: 1): 1;\nexport function f(a: 2): 2 { return a; }'],
  ]);
});

describe('files stay small', () => {
  test('everywhere', () => expect(faultsIn(everything, lengthFaults)).toEqual([]));

  test.each([
    [250, 0],
    [251, 1],
  ])('%i lines: %i faults', (lines, faults) => {
    expect(lengthFaults(sourceOf('journey/a.ts', '// line\n'.repeat(lines)))).toHaveLength(faults);
  });
});

describe('every node is registered, illustrated and described', () => {
  const registered: readonly string[] = manifest.n8n.nodes;
  const files = sourcesIn('nodes/**/*.node.ts').map((source) => source.path);

  test('everywhere', async () => {
    const faults = await Promise.all(
      files.map(async (file) => {
        const name = path.basename(file, '.node.ts');
        const module = (await import(absolute(file))) as Record<string, new () => { description: Described }>;
        const Node = module[name];
        if (!Node) return [`${file} does not export the class ${name}`];
        return nodeFaults(file, new Node().description, { registered, exists });
      }),
    );
    expect(faults.flat()).toEqual([]);
  });

  const file = 'nodes/A/A.node.ts';
  const good: Described = {
    icon: { light: 'file:../../icons/a.svg', dark: 'file:../../icons/a.dark.svg' },
    subtitle: '={{ $parameter.a }}',
  };
  const there = { registered: ['dist/nodes/A/A.node.js'], exists: () => true };

  test('permits a complete one', () => expect(nodeFaults(file, good, there)).toEqual([]));
  test.each([
    ['a node that is not registered', good, { ...there, registered: [] }],
    ['no dark icon', { ...good, icon: 'file:../../icons/a.svg' }, there],
    ['no subtitle', { icon: good.icon }, there],
    ['a missing icon file', good, { ...there, exists: (name: string) => name !== 'icons/a.dark.svg' }],
    ['a missing codex', good, { ...there, exists: (name: string) => name !== 'nodes/A/A.node.json' }],
  ])('finds %s', (_what, described, surroundings) => {
    expect(nodeFaults(file, described, surroundings)).toHaveLength(1);
  });
});
