// Which partials a template names. Handlebars itself looks for one only when it is filled in, and then it is too late.
import Handlebars from "handlebars";

/** Something a template names, and in which line. */
export interface Named {
  readonly name: string;
  readonly line: number;
}

/** All that are named; one whose name is made up while filling in cannot be told. */
export function partialsIn(parsed: hbs.AST.Program): Named[] {
  const found: Named[] = [];
  const note = ({ name, loc }: hbs.AST.PartialStatement | hbs.AST.PartialBlockStatement): void => {
    if (name.type !== "PathExpression") return;
    const { original } = name as hbs.AST.PathExpression;
    if (!original.startsWith("@")) found.push({ name: original, line: loc.start.line });
  };
  const walk = new Handlebars.Visitor();
  const { PartialStatement, PartialBlockStatement } = Handlebars.Visitor.prototype;
  walk.PartialStatement = (partial) => (note(partial), PartialStatement.call(walk, partial));
  walk.PartialBlockStatement = (partial) => (note(partial), PartialBlockStatement.call(walk, partial));
  walk.accept(parsed);
  return found;
}
