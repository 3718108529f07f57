// What statements touch, read by the parser of PostgreSQL itself: names in them mean here what they mean there.
import { isObject } from "../../kernel/json.ts";

/** What a text asks of the database. */
export interface Touched {
  /** Such as `SelectStmt`, one for each statement of the text. */
  readonly kinds: readonly string[];
  /** Tables and views; without a schema where none was named. Names of a `with` are not among them. */
  readonly tables: readonly Name[];
  readonly functions: readonly Name[];
}

export interface Name {
  readonly schema: string | undefined;
  readonly name: string;
}

type Node = Readonly<Record<string, unknown>>;

/** Loaded by the first who asks: 20 ms, and nobody needs it where no plugin makes statements. */
let parser: Promise<(text: string) => unknown> | undefined;

async function parse(text: string): Promise<{ readonly stmts?: readonly { readonly stmt: Node }[] }> {
  parser ??= (async () => {
    const { loadModule, parseSync } = await import("libpg-query");
    await loadModule();
    return parseSync;
  })();
  return (await parser)(text) as { readonly stmts?: readonly { readonly stmt: Node }[] };
}

/** Throws what the parser has against it. */
export async function touchedBy(text: string): Promise<Touched> {
  const { stmts = [] } = await parse(text);
  const [tables, functions]: [Name[], Name[]] = [[], []];
  for (const { stmt } of stmts) look(stmt, { tables, functions, known: new Set() });
  return { kinds: stmts.flatMap(({ stmt }) => Object.keys(stmt)), tables, functions };
}

interface Looking {
  readonly tables: Name[];
  readonly functions: Name[];
  /** Names of `with` that hold here. */
  readonly known: ReadonlySet<string>;
}

function look(node: unknown, at: Looking): void {
  if (Array.isArray(node)) for (const one of node) look(one, at);
  else if (isObject(node)) lookInto(node, at);
}

function lookInto(node: Node, at: Looking): void {
  // Locks name tables of the same statement, by what they are called there.
  const { relname, funcname, withClause, lockingClause: _locks, ...parts } = node;
  if (typeof relname === "string") table(node, at);
  if (Array.isArray(funcname)) at.functions.push(named(funcname));
  const within = withClause ? afterWith(withClause as Node, at) : at;
  for (const [part, inner] of Object.entries(parts)) look(inner, { ...at, known: knownIn(part, within) });
}

const nobody: ReadonlySet<string> = new Set();

/** What is written into is a table, also where a `with` is called like it. */
const knownIn = (part: string, { known }: Looking): ReadonlySet<string> => (part === "relation" ? nobody : known);

function table({ relname, schemaname }: Node, { tables, known }: Looking): void {
  const schema = schemaname as string | undefined;
  if (schema === undefined && known.has(relname as string)) return;
  tables.push({ schema, name: relname as string });
}

/** Each name holds from the one after it on; with `recursive`, in all of them. */
function afterWith({ ctes, recursive }: Node, at: Looking): Looking {
  const all = (ctes as readonly { readonly CommonTableExpr: Node }[]).map(({ CommonTableExpr: one }) => one);
  const names = all.map(({ ctename }) => ctename as string);
  for (const [index, { ctequery }] of all.entries()) {
    const before = recursive === true ? names : names.slice(0, index);
    look(ctequery, { ...at, known: new Set([...at.known, ...before]) });
  }
  return { ...at, known: new Set([...at.known, ...names]) };
}

function named(parts: readonly unknown[]): Name {
  const names = parts.map((one) => (one as { readonly String: { readonly sval: string } }).String.sval);
  return { schema: names.at(-2), name: names.at(-1) ?? "" };
}
