// Reads a template without filling it in: whether it compiles, and what it refers to.
import Handlebars from "handlebars";
import { type Named, partialsIn } from "./partials.ts";
import { compileOptions } from "./compiled.ts";

export interface Seen {
  readonly partials: readonly Named[];
  /** Keys of the words it shows. */
  readonly words: readonly Named[];
  /** Lines that put a value in as HTML. */
  readonly unescaped: readonly number[];
}

export interface Mistake {
  readonly line: number;
  readonly reason: string;
}

/** What a template refers to, or the one thing that keeps it from being compiled. */
export function lookOver(source: string, helpers: readonly string[]): Seen | { readonly mistake: Mistake } {
  try {
    const parsed = Handlebars.parse(source);
    Handlebars.precompile(source, compileOptions(helpers));
    const look = new Look();
    look.accept(parsed);
    return { partials: partialsIn(parsed), words: look.words, unescaped: look.unescaped };
  } catch (error) {
    return { mistake: mistakeOf(error as Error & { lineNumber?: number }) };
  }
}

function mistakeOf({ message, lineNumber }: Error & { lineNumber?: number }): Mistake {
  const line = lineNumber ?? Number(/line (\d+)/.exec(message)?.[1] ?? 1);
  const reason = message.split("\n").at(-1) ?? message;
  return { line, reason: reason.replace(/ - \d+:\d+$/, "") };
}

class Look extends Handlebars.Visitor {
  readonly words: Named[] = [];
  readonly unescaped: number[] = [];

  override MustacheStatement(statement: hbs.AST.MustacheStatement): void {
    if (!statement.escaped) this.unescaped.push(statement.loc.start.line);
    this.#word(statement);
    super.MustacheStatement(statement);
  }

  override SubExpression(expression: hbs.AST.SubExpression): void {
    this.#word(expression);
    super.SubExpression(expression);
  }

  #word({ path, params, loc }: hbs.AST.MustacheStatement | hbs.AST.SubExpression): void {
    const [key] = params;
    if ("original" in path && path.original === "t" && key?.type === "StringLiteral")
      this.words.push({ name: (key as hbs.AST.StringLiteral).value, line: loc.start.line });
  }
}
