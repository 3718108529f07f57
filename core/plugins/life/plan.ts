// What switching a plugin on would do, read from its files and the database; reading it changes nothing.
import type { Queryable } from "../../db/database.ts";
import type { Problem } from "../../kernel/errors.ts";
import { planKindTable, type TableChange } from "../../records/kind-tables/plan.ts";
import type { PluginFiles } from "../manifest/manifest.ts";
import { readLedger } from "./ledger.ts";

/** `breaking`: records that are there will be asked for more. `destructive`: something goes for good. */
export type Severity = "safe" | "breaking" | "destructive";

export interface PlanLine {
  /** What it is: `table`, `column`, `permission`, … */
  readonly what: string;
  readonly name: string;
  readonly severity: Severity;
  /** More about it, such as the schedule of a job. */
  readonly detail?: string;
}

export interface Plan {
  readonly plugin: string;
  readonly version: string;
  readonly lines: readonly PlanLine[];
  /** Why it cannot be done now. */
  readonly problems: readonly Problem[];
}

/** The tables, columns and statements first, then what people will see. */
export async function linesOf(db: Queryable, files: PluginFiles): Promise<readonly PlanLine[]> {
  const tables = await Promise.all(files.kinds.map((kind) => planKindTable(db, kind)));
  return [
    ...tables.flat().flatMap(tableLines),
    ...(await migrationLines(db, files)),
    ...files.kinds.map(({ name, plural }) => safe("kind", name, `/${plural}`)),
    ...files.fields.map(({ kind, key, schema }) => ({
      ...safe("field", `${kind}.${key}`),
      severity: schema["x-required"] === true ? ("breaking" as const) : ("safe" as const),
    })),
    ...files.rules.map(({ kind, name }) => ({ ...safe("rule", name, kind), severity: "breaking" as const })),
    ...codeLines(files),
  ];
}

const safe = (what: string, name: string, detail?: string): PlanLine => ({
  what,
  name,
  severity: "safe",
  ...(detail !== undefined && { detail }),
});

function tableLines(change: TableChange): PlanLine[] {
  const { table, severity } = change;
  switch (change.what) {
    case "create_table":
      return [safe("table", table)];
    case "add_column":
      return [{ what: "column", name: `${table}.${change.column.name}`, severity }];
    case "add_index":
      return [safe("index", change.index.name, table)];
    case "keep_column":
      return [safe("kept_column", `${table}.${change.name}`)];
    case "other_type": {
      const detail = `${change.found} → ${change.declared}`;
      return [{ what: "other_type", name: `${table}.${change.name}`, severity, detail }];
    }
  }
}

async function migrationLines(db: Queryable, { manifest, migrations }: PluginFiles): Promise<PlanLine[]> {
  const applied = new Set((await readLedger(db, manifest.id)).map(({ kind, key }) => `${kind} ${key}`));
  return migrations
    .filter(({ id }) => !applied.has(`migration ${id}`))
    .map(({ id, phase }) => ({
      what: "migration",
      name: id,
      severity: phase === "contract" ? ("destructive" as const) : ("safe" as const),
    }));
}

function codeLines({ manifest: { permissions = [], contributes = {}, requests = {} } }: PluginFiles): PlanLine[] {
  const { menus = [], routes = [], panels = [], tiles = [], jobs = [], events = {}, hooks = [] } = contributes;
  return [
    ...permissions.map(({ id }) => safe("permission", id)),
    ...menus.map(({ path, permission }) => safe("menu", path, permission)),
    ...routes.map(({ path, permission }) => safe("route", path, permission)),
    ...panels.map(({ id, kind }) => safe("panel", id, kind)),
    ...tiles.map(({ id }) => safe("tile", id)),
    ...jobs.map(({ name, schedule }) => safe("job", name, schedule)),
    ...hooks.map(({ kind, action }) => safe("hook", kind, action)),
    ...(events.consumes ?? []).map(({ topic, consumer }) => safe("event", topic, consumer)),
    ...Object.entries(requests.kinds ?? {}).map(([kind, actions]) => safe("asks_kind", kind, actions.join(", "))),
    ...(requests.hosts ?? []).map((host) => safe("asks_host", host)),
    ...(requests.sql ? [safe("asks_sql", "SQL")] : []),
  ];
}
