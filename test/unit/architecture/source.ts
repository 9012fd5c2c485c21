import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const root = path.join(__dirname, '..', '..', '..');

/** A source file as the rules see it: `path` is relative to the project, with forward slashes. */
export interface Source {
  readonly path: string;
  readonly text: string;
  readonly tree: ts.SourceFile;
}

/** A source from text, for the controls: it looks as if it stood at `file`. */
export function sourceOf(file: string, text: string): Source {
  return { path: file, text, tree: ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true) };
}

/** All sources that match the patterns. */
export function sourcesIn(...patterns: string[]): Source[] {
  return globSync(patterns, { cwd: root, exclude: ['**/node_modules'] })
    .map((file) => file.replaceAll('\\', '/'))
    .sort()
    .map((file) => sourceOf(file, readFileSync(path.join(root, file), 'utf8')));
}

/** The absolute path of a path relative to the project. */
export const absolute = (file: string): string => path.join(root, file);

/** Whether a path relative to the project exists. */
export const exists = (file: string): boolean => existsSync(absolute(file));

/** Calls `visit` for every syntax node, outermost first. */
export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}

/** A fault with the place where it is, as an editor can open it. */
export function at(source: Source, node: ts.Node, message: string): string {
  const { line } = source.tree.getLineAndCharacterOfPosition(node.getStart(source.tree));
  return `${source.path}:${line + 1} ${message}`;
}
