// How many ways lead through a function: its branches, counted as McCabe did. A default (`??`, `?.`, `a = 1`) is no branch
// that a reader has to follow, so unlike most linters this does not count it.
import ts from "typescript";
import type { Source } from "./sources.ts";

export interface Branchy {
  readonly place: string;
  readonly ways: number;
  /** Its own lines, without those of functions inside it. */
  readonly lines: number;
}

const branching = new Set([
  ts.SyntaxKind.IfStatement,
  ts.SyntaxKind.ConditionalExpression,
  ts.SyntaxKind.ForStatement,
  ts.SyntaxKind.ForInStatement,
  ts.SyntaxKind.ForOfStatement,
  ts.SyntaxKind.WhileStatement,
  ts.SyntaxKind.DoStatement,
  ts.SyntaxKind.CaseClause,
  ts.SyntaxKind.CatchClause,
]);
const deciding = new Set([ts.SyntaxKind.AmpersandAmpersandToken, ts.SyntaxKind.BarBarToken]);

/** Every function of a file with the number of ways through it; functions inside it count for themselves. */
export function functionsIn({ path, text }: Source): Branchy[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: Branchy[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node)) found.push(measured(file, node));
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function measured(file: ts.SourceFile, node: ts.Node): Branchy {
  const first = lineOf(file, node.getStart());
  const nested = functionsBelow(node).map((inner) => lineOf(file, inner.end) - lineOf(file, inner.getStart()));
  const lines = lineOf(file, node.end) - first + 1 - nested.reduce((sum, one) => sum + one, 0);
  return { place: `${file.fileName}:${first}`, ways: 1 + branchesIn(node), lines };
}

/** The functions right inside a function, not those inside them. */
function functionsBelow(node: ts.Node): ts.Node[] {
  const found: ts.Node[] = [];
  ts.forEachChild(node, (child) => {
    if (ts.isFunctionLike(child)) found.push(child);
    else found.push(...functionsBelow(child));
  });
  return found;
}

function branchesIn(node: ts.Node): number {
  let count = 0;
  ts.forEachChild(node, (child) => {
    if (ts.isFunctionLike(child)) return;
    count += (isBranch(child) ? 1 : 0) + branchesIn(child);
  });
  return count;
}

const isBranch = (node: ts.Node): boolean =>
  branching.has(node.kind) || (ts.isBinaryExpression(node) && deciding.has(node.operatorToken.kind));

const lineOf = (file: ts.SourceFile, place: number): number => file.getLineAndCharacterOfPosition(place).line + 1;
