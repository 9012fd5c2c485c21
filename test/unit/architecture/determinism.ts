import ts from 'typescript';
import { at, type Source, walk } from './source';

/** The files that may ask the machine for the time and for timers, so that tests can be the ones to answer. */
const EDGE = new Set([
  'journey/host/clock.ts',
  'journey/host/timers.ts',
  'journey/store/sqlite/busy.ts',
  'journey/store/sqlite/stretch.ts',
]);

const TIMERS = new Set(['setTimeout', 'setInterval', 'setImmediate']);
const TIMER_MODULES = /^(?:node:)?timers(?:\/promises)?$/;
const READINGS = /^(?:Date\.now|Math\.random|performance\.now|process\.hrtime(?:\.bigint)?|DateTime\.now)$/;
const NOW_WITHOUT_ARGUMENTS = /^(?:Date|DateTime\.(?:local|utc))$/;

function forbidden(node: ts.Node, tree: ts.SourceFile): string | null {
  if (ts.isPropertyAccessExpression(node)) {
    const text = node.getText(tree).replace(/^globalThis\./, '');
    return READINGS.test(text) || TIMERS.has(text) ? text : null;
  }
  if (ts.isNewExpression(node) || ts.isCallExpression(node)) {
    const called = node.expression.getText(tree);
    const now = NOW_WITHOUT_ARGUMENTS.test(called) && (node.arguments?.length ?? 0) === 0;
    return now ? `${called}() without arguments` : null;
  }
  if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
    return TIMER_MODULES.test(node.moduleSpecifier.text) ? node.moduleSpecifier.text : null;
  }
  if (ts.isIdentifier(node) && TIMERS.has(node.text)) {
    const { parent } = node;
    const namesSomethingElse =
      ts.isTypeQueryNode(parent) ||
      ts.isPropertyAccessExpression(parent) ||
      ts.isImportSpecifier(parent) ||
      ts.isTypeElement(parent) ||
      ts.isClassElement(parent) ||
      (ts.isPropertyAssignment(parent) && parent.name === node);
    return namesSomethingElse ? null : node.text;
  }
  return null;
}

/** Readings of the clock, of chance and of timers, which make a run differ from its repetition. */
export function clockFaults(source: Source): string[] {
  if (EDGE.has(source.path)) return [];
  const faults: string[] = [];
  walk(source.tree, (node) => {
    const what = forbidden(node, source.tree);
    if (what)
      faults.push(at(source, node, `must not use ${what}: take the clock or the value as an argument`));
  });
  return faults;
}
