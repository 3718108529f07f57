// What switching a plugin on would do, read from its files and the database; reading it changes nothing.
import type { Queryable } from "../../db/database.ts";
import type { Problem } from "../../kernel/errors.ts";
import { planKindTable, type TableChange } from "../../records/kind-tables/plan.ts";
import type { PluginFiles, Requests } from "../manifest/manifest.ts";
import { type DeclaredSettings, settingScopes } from "../settings/setting.ts";
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
  /** What an administrator has to agree to first. */
  readonly asks: Requests;
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

function codeLines({
  manifest: { permissions = [], roles = [], contributes = {}, requests = {}, settings = {}, adoption, data },
}: PluginFiles): PlanLine[] {
  const { menus = [], tray = [], routes = [], panels = [], tiles = [], timelines = [] } = contributes;
  const { jobs = [], events = {}, hooks = [], metrics = [] } = contributes;
  const { actions = [], columns = [], commands = [], search = [], imports = [], setup = [], health = [] } = contributes;
  return [
    ...permissions.map(({ id }) => safe("permission", id)),
    ...roles.map(({ role, grants }) => safe("role", role, Object.keys(grants).join(", "))),
    ...menus.map(({ path, permission }) => safe("menu", path, permission)),
    ...routes.map(({ path, permission }) => safe("route", path, permission)),
    ...panels.map(({ id, kind }) => safe("panel", id, kind)),
    ...tiles.map(({ id }) => safe("tile", id)),
    ...[...panels, ...tiles].flatMap(({ id, replaces }) => (replaces ? [safe("replaces", replaces, id)] : [])),
    ...timelines.map(({ id }) => safe("timeline", id)),
    ...tray.map(({ path }) => safe("tray", path)),
    ...actions.map(({ id, kind }) => safe("action", id, kind)),
    ...columns.map(({ id, kind }) => safe("list_column", id, kind)),
    ...commands.map(({ id }) => safe("command", id)),
    ...search.map(({ id }) => safe("search", id)),
    ...imports.map(({ id, kind }) => safe("import", id, kind)),
    ...setup.map(({ id }) => safe("setup", id)),
    ...health.map(({ id }) => safe("health", id)),
    ...jobs.map(({ name, schedule }) => safe("job", name, schedule)),
    ...(contributes.datasets ?? []).map(({ id, kind }) => safe("dataset", id, kind)),
    ...metrics.map(({ name, type }) => safe("metric", name, type)),
    ...hooks.map(({ kind, action }) => safe(action === "along" ? "along" : "hook", kind, action)),
    ...settingLines(settings),
    ...(adoption?.actions ?? []).map(({ id }) => safe("adoption", id)),
    ...(data?.personal ?? []).map((name) => safe("personal", name)),
    ...(events.emits ?? []).map(({ topic }) => safe("emits", topic)),
    ...(events.consumes ?? []).map(({ topic, consumer }) => safe("event", topic, consumer)),
    ...requestLines(requests),
  ];
}

export const requestLines = ({ kinds = {}, hosts = [], sql, mail }: Requests): PlanLine[] => [
  ...Object.entries(kinds).map(([kind, actions]) => safe("asks_kind", kind, actions.join(", "))),
  ...hosts.map((host) => safe("asks_host", host)),
  ...(sql ? [safe("asks_sql", "SQL")] : []),
  ...(mail ? [safe("asks_mail", "SMTP")] : []),
];
const settingLines = (settings: DeclaredSettings): PlanLine[] =>
  settingScopes.flatMap((scope) => Object.keys(settings[scope] ?? {}).map((key) => safe("setting", key, scope)));
