import ts from 'typescript';
import { at, type Source } from './source';

const MAX_LINES = 250;

/** Files that have grown past what one can hold in mind. */
export function lengthFaults({ path, text }: Source): string[] {
  const lines = text.trimEnd().split('\n').length;
  if (lines <= MAX_LINES) return [];
  return [`${path} has ${lines} lines, the limit is ${MAX_LINES}: split it by concept`];
}

function isExported(statement: ts.Statement, exportedNames: ReadonlySet<string>): boolean {
  if (ts.isExportAssignment(statement)) return true;
  if (ts.canHaveModifiers(statement)) {
    const modifiers = ts.getModifiers(statement) ?? [];
    if (modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return true;
  }
  return namesOf(statement).some((name) => exportedNames.has(name));
}

function namesOf(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map(({ name }) => name.getText());
  }
  const name = 'name' in statement ? (statement.name as ts.Node | undefined) : undefined;
  return name ? [name.getText()] : ['default'];
}

function hasText(statement: ts.Statement): boolean {
  return ts
    .getJSDocCommentsAndTags(statement)
    .some((doc) => ts.isJSDoc(doc) && /[^\s*/]/.test(doc.getText()));
}

/** Exports without a docstring. Re-exports need none: the text stands where the thing is declared. */
export function docstringFaults(source: Source): string[] {
  const listed = source.tree.statements.flatMap((statement) => {
    const clause = ts.isExportDeclaration(statement) && !statement.moduleSpecifier && statement.exportClause;
    return clause && ts.isNamedExports(clause)
      ? clause.elements.map((one) => (one.propertyName ?? one.name).text)
      : [];
  });
  const exportedNames = new Set(listed);
  const documented = new Set<string>();
  return source.tree.statements
    .filter((statement) => !ts.isExportDeclaration(statement) && isExported(statement, exportedNames))
    .flatMap((statement) => {
      const names = namesOf(statement);
      if (hasText(statement)) for (const name of names) documented.add(name);
      // The overloads of a function share the first one's text.
      if (names.every((name) => documented.has(name))) return [];
      return [at(source, statement, `exports ${names.join(', ')} without a docstring`)];
    });
}
