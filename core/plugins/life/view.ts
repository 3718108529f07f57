// A plugin as people see it: what was found, what was decided, and what is being done, as one state.
import type { Problem } from "../../kernel/errors.ts";
import { type Found, versionsOf } from "../found/find.ts";
import type { Labels, Manifest } from "../manifest/manifest.ts";
import { isNewer } from "../manifest/versions.ts";
import type { Action, Performed } from "./journal.ts";
import type { Audience, Failure, PluginRow, Wanted } from "./row.ts";

export type PluginState =
  | Exclude<Wanted, "failed">
  | "discovered"
  | "incompatible"
  | "missing"
  | "failed"
  | "enabling"
  | "disabling"
  | "upgrading"
  | "removing";

export interface PluginView {
  readonly id: string;
  readonly name: Labels;
  readonly description: Labels;
  readonly icon: string;
  readonly state: PluginState;
  /** Of the files that are here; null when there are none. */
  readonly version: string | null;
  /** That is on, or was last; null before the first time. */
  readonly versionOn: string | null;
  /** Newer than the one that is on; null when there is none. */
  readonly newer: string | null;
  /** That processes may still run, until all of them have the one that is on. */
  readonly previous: string | null;
  readonly audience: Audience;
  readonly failure: Failure | null;
  /** When it was last decided upon, RFC 3339; null before the first time. */
  readonly changedAt: string | null;
  /** What is wrong with its files, or keeps it from fitting. */
  readonly problems: readonly Problem[];
  /** The manifest of the files that are here, else the one last switched on. */
  readonly manifest: Manifest | null;
}

const doing: Readonly<Record<Action, PluginState>> = {
  enable: "enabling",
  upgrade: "upgrading",
  contract: "upgrading",
  disable: "disabling",
  remove: "removing",
  purge: "removing",
};

/** Everything that was found or decided upon, by name. */
export function viewsOf(
  found: readonly Found[],
  rows: readonly PluginRow[],
  running: Performed | undefined,
): readonly PluginView[] {
  const ids = new Set([...found.map(({ id }) => id), ...rows.map(({ id }) => id)]);
  const views = [...ids].map((id) => viewOf(id, { found, rows, running }));
  return views.sort((a, b) => (a.name.en < b.name.en ? -1 : 1));
}

interface Facts {
  readonly found: readonly Found[];
  readonly rows: readonly PluginRow[];
  readonly running: Performed | undefined;
}

function viewOf(id: string, { found, rows, running }: Facts): PluginView {
  const here = found.find((one) => one.id === id);
  const row = rows.find((one) => one.id === id);
  const manifest = here?.files?.manifest ?? row?.manifest ?? null;
  const { name = { en: id }, description = { en: "" }, icon = "puzzle" } = manifest ?? {};
  return {
    id,
    name,
    description,
    icon,
    state: running?.plugin === id ? doing[running.action] : stateOf(here, row),
    version: here?.files?.manifest.version ?? null,
    newer: newerOf(here, row),
    ...decided(row),
    problems: here?.problems ?? [],
    manifest,
  };
}

/** What the database says of it. */
const decided = (row: PluginRow | undefined) => ({
  versionOn: row?.version ?? null,
  previous: row?.previous ?? null,
  audience: row?.audience ?? {},
  failure: row?.failure ?? null,
  changedAt: row?.changedAt ?? null,
});

function newerOf(here: Found | undefined, row: PluginRow | undefined): string | null {
  const version = here?.files?.manifest.version;
  return version && row?.state === "enabled" && isNewer(version, row.version) ? version : null;
}

function stateOf(here: Found | undefined, row: PluginRow | undefined): PluginState {
  if (!here) return row?.state === "archived" ? "archived" : "missing";
  if (!here.files) return "incompatible";
  if (!row) return "discovered";
  return row.state === "enabled" && !hasVersion(here, row.version) ? "missing" : row.state;
}

const hasVersion = (here: Found, version: string): boolean =>
  versionsOf(here).some(({ manifest }) => manifest.version === version);
