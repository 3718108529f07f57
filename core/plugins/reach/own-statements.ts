// What a plugin may say to the database: nothing, or, where an administrator agreed, whatever stays within its own schema and, for
// their `api.ts`, those of the plugins it depends on. Code in this process is trusted code, so this stops mistakes and keeps a
// consent true; it is no wall.
import type { Judge } from "../../db/lent.ts";
import { Conflict } from "../../kernel/errors.ts";
import type { Manifest, Requests } from "../manifest/manifest.ts";
import { schemaOf } from "../manifest/kinds.ts";
import { type Name, type Touched, touchedBy } from "./tables-in.ts";

/** Reading and writing rows. Tables are changed by migrations, transactions by `transaction`. */
const rows = new Set(["SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt"]);

/** Functions that run statements given as texts, or reach the server, the session, other processes, or what the core keeps for good. */
const beyond =
  /^(pg_(?!advisory_|try_advisory_|typeof$|sleep)|lo_|loread$|lowrite$|dblink|forget_|set_config$|ts_stat$|ts_rewrite$|.*_to_xml)/;

/** A plugin, as far as it matters here. */
type Speaker = Pick<Manifest, "id" | "dependencies" | "optionalDependencies">;

export function judgeFor(speaker: Speaker, agreed: Requests): Judge {
  if (agreed.sql === true) return withinSchemas(speaker);
  const { id: plugin } = speaker;
  return () => {
    throw new Conflict("plugins.no_statements", { plugin });
  };
}

/** Statements that were judged are remembered. */
const MOST = 2_000;

function withinSchemas({ id: plugin, dependencies, optionalDependencies }: Speaker): Judge {
  const schema = schemaOf(plugin);
  const schemas = new Set([schema, ...Object.keys({ ...dependencies, ...optionalDependencies }).map(schemaOf)]);
  const judged = new Map<string, string | undefined>();
  const judge = async (text: string): Promise<string | undefined> => {
    const foreign = foreignIn(await touchedBy(text), schemas);
    const [oldest] = judged.keys();
    if (judged.size >= MOST && oldest !== undefined) judged.delete(oldest);
    judged.set(text, foreign);
    return foreign;
  };
  return async (text) => {
    const foreign = judged.has(text) ? judged.get(text) : await judge(text);
    if (foreign !== undefined) throw new Conflict("plugins.not_its_own", { plugin, schema, name: foreign });
  };
}

/** The first thing that is not the plugin's to ask for. */
function foreignIn({ kinds, tables, functions }: Touched, schemas: ReadonlySet<string>): string | undefined {
  const isOwn = ({ schema }: Name): boolean => schema !== undefined && schemas.has(schema);
  const kind = kinds.find((one) => !rows.has(one))?.replace(/Stmt$/, "");
  const table = tables.find((one) => !isOwn(one));
  const called = functions.find((one) => !isOwn(one) && isBeyond(one));
  return kind?.toUpperCase() ?? (table && spelled(table)) ?? (called && `${spelled(called)}()`);
}

const isBeyond = ({ schema, name }: Name): boolean =>
  (schema !== undefined && schema !== "pg_catalog") || beyond.test(name);

const spelled = ({ schema, name }: Name): string => (schema === undefined ? name : `${schema}.${name}`);
