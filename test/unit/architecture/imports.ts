import path from 'node:path';
import ts from 'typescript';
import { at, type Source, walk } from './source';

/** What each part may import besides itself. Everything points downwards, so no part can need one above it. */
const BELOW: Readonly<Record<string, readonly string[]>> = {
  'index.ts': ['nodes', 'credentials', 'journey'],
  nodes: ['journey'],
  credentials: ['journey'],
  journey: ['host', 'passes', 'store', 'ports', 'domain', 'providers'],
  cli: ['host', 'store', 'ports', 'domain'],
  host: ['passes', 'store', 'ports', 'domain', 'providers'],
  passes: ['ports', 'domain'],
  store: ['ports', 'domain'],
  ports: ['domain'],
  providers: ['domain'],
  domain: [],
};

/** The parts that only compute: no n8n, no files, no network, no clock, no chance. */
const PURE_PARTS = new Set(['domain', 'providers']);

/** What those may take from outside: computation only. `true` stands for all names. */
const PURE: Readonly<Record<string, readonly string[] | true>> = {
  'n8n-workflow': ['executeFilter'],
  'csv-parse/sync': true,
  luxon: true,
  'chinese-days': true,
  'date-holidays': true,
  'zod/v4': true,
  'node:buffer': true,
  'node:crypto': ['createHash', 'createHmac', 'timingSafeEqual'],
  'node:zlib': ['brotliDecompressSync', 'gunzipSync', 'inflateRawSync', 'inflateSync'],
};

const HTTP_CLIENTS = /^(?:node:)?(?:https?|http2)$|^(?:axios|undici|got|node-fetch|ky)(?:\/|$)/;

interface Import {
  readonly node: ts.Node;
  readonly from: string;
  /** The names used at run time, or null when that cannot be told (everything, or a side effect). */
  readonly values: readonly string[] | null;
}

function clauseValues(clause: ts.ImportClause | undefined): readonly string[] | null {
  if (clause?.isTypeOnly) return [];
  const bindings = clause?.namedBindings;
  if (!bindings || !ts.isNamedImports(bindings) || clause.name) return null;
  return bindings.elements.filter((one) => !one.isTypeOnly).map((one) => (one.propertyName ?? one.name).text);
}

function importsOf({ tree }: Source): Import[] {
  const found: Import[] = [];
  walk(tree, (node) => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      found.push({ node, from: node.moduleSpecifier.text, values: clauseValues(node.importClause) });
    } else if (
      ts.isExportDeclaration(node) &&
      node.moduleSpecifier &&
      ts.isStringLiteral(node.moduleSpecifier)
    ) {
      found.push({ node, from: node.moduleSpecifier.text, values: node.isTypeOnly ? [] : null });
    } else if (ts.isCallExpression(node) && node.arguments[0] && ts.isStringLiteral(node.arguments[0])) {
      const callee = node.expression;
      const loads = callee.kind === ts.SyntaxKind.ImportKeyword || callee.getText(tree) === 'require';
      if (loads) found.push({ node, from: node.arguments[0].text, values: null });
    }
  });
  return found;
}

/** The part of the project that a path belongs to; `journey` is its door alone. */
function partOf(file: string): string {
  const [top = '', second = ''] = file.split('/');
  if (top !== 'journey') return top === 'index' ? 'index.ts' : top;
  return second === '' || second.startsWith('index') ? 'journey' : second;
}

/** One credential does not know another; the fields they have in common are apart. */
function mayShare(target: string): boolean {
  return !target.startsWith('credentials/') || target.startsWith('credentials/fields/');
}

/** Imports that point upwards, sideways, past the door of `journey/`, or from a pure part to the outside world. */
export function directionFaults(source: Source): string[] {
  const part = partOf(source.path);
  return importsOf(source).flatMap(({ node, from, values }) => {
    if (!from.startsWith('.')) return PURE_PARTS.has(part) ? impurity(source, part, node, from, values) : [];
    const target = path.posix.join(path.posix.dirname(source.path), from);
    const targetPart = partOf(target);
    const inOwn = part === 'nodes' ? target.split('/')[1] === source.path.split('/')[1] : mayShare(target);
    if (targetPart === part && inOwn) return [];
    if (targetPart !== part && BELOW[part]?.includes(targetPart)) return [];
    const allowed = BELOW[part]?.join(', ') || 'nothing else';
    return [at(source, node, `must not import ${from}: besides its own, ${part} may import ${allowed}`)];
  });
}

function impurity(
  source: Source,
  part: string,
  node: ts.Node,
  from: string,
  values: readonly string[] | null,
): string[] {
  if (values?.length === 0) return [];
  const pure = Object.hasOwn(PURE, from) ? PURE[from] : undefined;
  if (pure === true) return [];
  const impure = pure ? (values?.filter((name) => !pure.includes(name)) ?? ['everything']) : [''];
  return impure.map((name) => at(source, node, `${part} is pure and must not import ${name} from ${from}`));
}

/** HTTP clients: what goes out of a journey goes through n8n's helpers, which know proxies and allowed addresses. */
export function httpFaults(source: Source): string[] {
  const faults = importsOf(source)
    .filter(({ from, values }) => HTTP_CLIENTS.test(from) && values?.length !== 0)
    .map(({ node, from }) => at(source, node, `must not import ${from}: use n8n's helpers.httpRequest`));
  walk(source.tree, (node) => {
    if (ts.isCallExpression(node) && /^(?:globalThis\.)?fetch$/.test(node.expression.getText(source.tree))) {
      faults.push(at(source, node, "must not call fetch: use n8n's helpers.httpRequest"));
    }
  });
  return faults;
}
