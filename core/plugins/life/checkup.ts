// Looks through everything that is known of plugins, in the database, in the files and in the processes, for what does not fit
// together. Changes nothing.
import type { Queryable } from "../../db/database.ts";
import { type Found, versionsOf } from "../found/find.ts";
import { hasDrift, type NodeDrift } from "./drift.ts";
import { linesOf } from "./plan.ts";
import { type PluginRow, readRows } from "./row.ts";

export interface Trouble {
  /** What is wrong; key of its sentence, which says what to do now. */
  readonly code:
    | "no_files"
    | "other_files"
    | "unusable"
    | "stuck"
    | "half_way"
    | "drift"
    | "silent"
    | "settling"
    | "object_gone"
    | "schema_of_nobody"
    | "part_of_nobody";
  readonly grade: "warning" | "problem";
  /** Plugin, process or object. */
  readonly name: string;
  readonly detail?: string;
}

export interface CheckupNeeds {
  readonly db: Queryable;
  readonly found: readonly Found[];
  readonly drift: readonly NodeDrift[];
}

export async function troublesOf({ db, found, drift }: CheckupNeeds): Promise<readonly Trouble[]> {
  const rows = await readRows(db);
  return [
    ...rows.flatMap((row) => filesMissing(row, found)),
    ...(await Promise.all(rows.map(async (row) => await otherFiles(db, row, found)))).flat(),
    ...found.filter(({ problems }) => problems.length > 0).map((one) => unusable(one, rows)),
    ...(await stuckOperations(db)),
    ...rows.filter(({ previous }) => previous !== null).map(({ id, previous }) => settling(id, previous)),
    ...drift.flatMap(driftTroubles),
    ...(await objectsGone(db)),
    ...(await leftovers(db)),
  ];
}

function filesMissing({ id, version, state }: PluginRow, found: readonly Found[]): Trouble[] {
  if (state === "archived") return [];
  const here = found.filter((one) => one.id === id).flatMap(versionsOf);
  const isHere = state === "enabled" ? here.some(({ manifest }) => manifest.version === version) : here.length > 0;
  const isFound = found.some((one) => one.id === id && one.problems.length > 0);
  return isHere || isFound
    ? []
    : [{ code: "no_files", grade: state === "enabled" ? "problem" : "warning", name: id, detail: version }];
}

/** Files of the very version that is on want columns or changes of the database that were not there when it was switched on. */
async function otherFiles(
  db: Queryable,
  { id, version, state }: PluginRow,
  found: readonly Found[],
): Promise<Trouble[]> {
  const all = state === "enabled" ? found.filter((one) => one.id === id).flatMap(versionsOf) : [];
  const files = all.find(({ manifest }) => manifest.version === version);
  const missing = files
    ? (await linesOf(db, files)).filter(({ what }) => what === "migration" || what === "column")
    : [];
  return missing.length > 0 ? [{ code: "other_files", grade: "problem", name: id, detail: version }] : [];
}

function unusable({ id, folder }: Found, rows: readonly PluginRow[]): Trouble {
  const isOn = rows.some((row) => row.id === id && row.state === "enabled");
  return { code: "unusable", grade: isOn ? "problem" : "warning", name: id, detail: folder };
}

const settling = (name: string, previous: string | null): Trouble => ({
  code: "settling",
  grade: "warning",
  name,
  detail: previous ?? "",
});

function driftTroubles(node: NodeDrift): Trouble[] {
  const { name, isSilent, differences } = node;
  if (isSilent) return [{ code: "silent", grade: "warning", name }];
  const detail = differences.map(({ plugin }) => plugin).join(", ");
  return hasDrift(node) ? [{ code: "drift", grade: "problem", name, detail }] : [];
}

/** Nobody has given a sign of life over one for a minute, or its undoing failed and nothing was done to that plugin since. */
async function stuckOperations(db: Queryable): Promise<Trouble[]> {
  const rows = await db.query<{ name: string; detail: string; state: string }>({
    text: `select plugin as name, action as detail, state from plugin_operations where state = 'running' and beat_at < now() - interval '1 minute'
      union all select plugin, action, state from
        (select distinct on (plugin) plugin, action, state from plugin_operations order by plugin, started_at desc, id desc) o
        where state = 'failed'`,
  });
  return rows.map(({ name, detail, state }) => ({
    code: state === "running" ? ("stuck" as const) : ("half_way" as const),
    grade: "problem",
    name,
    detail,
  }));
}

/** Tables that the ledger says are there, and are not. Fields and rules may have been taken away by an administrator. */
async function objectsGone(db: Queryable): Promise<Trouble[]> {
  const text = `select plugin as name, kind || ' ' || key as detail from plugin_objects o where case kind
      when 'schema' then to_regnamespace(key) is null
      when 'table' then to_regclass(key) is null
      else false end order by 1, 2`;
  const rows = await db.query<{ name: string; detail: string }>({ text });
  return rows.map((row) => ({ code: "object_gone", grade: "problem", ...row }));
}

/** Schemas of plugins, and fields and rules, that belong to no plugin that was ever switched on. */
async function leftovers(db: Queryable): Promise<Trouble[]> {
  const schemas = await db.query<{ name: string }>({
    text: `select nspname as name from pg_namespace where starts_with(nspname, 'plugin_')
      and not exists (select from plugin_objects where kind = 'schema' and key = nspname) order by 1`,
  });
  const parts = await db.query<{ name: string; detail: string }>({
    text: `select owner as name, what || ' ' || called as detail from
        (select owner, 'field' as what, kind || '.' || key as called from fields union all select owner, 'rule', name from rules) p
      where owner not in ('core', 'admin') and not exists (select from plugins where id = owner) order by 1, 2`,
  });
  return [
    ...schemas.map(({ name }) => ({ code: "schema_of_nobody" as const, grade: "warning" as const, name })),
    ...parts.map((row) => ({ code: "part_of_nobody" as const, grade: "warning" as const, ...row })),
  ];
}
