// Where processes differ from what is wanted: which have not followed, and which lack or cannot run a plugin.
import type { Queryable } from "../../db/database.ts";
import type { Actor } from "../../kernel/actor.ts";
import type { Loaded } from "../live/live.ts";
import type { Node, Nodes } from "./nodes.ts";
import { allowed } from "./plugins.ts";
import { type Failure, generationOf, type PluginRow, readRows } from "./row.ts";

export interface Difference {
  readonly plugin: string;
  /** The version that is wanted; null when the plugin is to be off. */
  readonly wanted: string | null;
  /** The one that runs there, or was tried; null when there is none. */
  readonly here: string | null;
  readonly state: Loaded["state"] | "not_loaded";
  readonly failure: Failure | null;
}

export interface NodeDrift extends Pick<Node, "node" | "name" | "startedAt" | "seenAt" | "isSilent"> {
  /** Decisions that it has not followed yet. */
  readonly behind: number;
  readonly differences: readonly Difference[];
}

export interface DriftNeeds {
  readonly db: Queryable;
  readonly nodes: Nodes;
}

interface Wanted {
  readonly rows: readonly PluginRow[];
  readonly generation: number;
}

/** Every process, with what is not as it is wanted there; for those who may switch plugins. */
export async function driftFor(actor: Actor, { db, nodes }: DriftNeeds): Promise<readonly NodeDrift[]> {
  allowed(actor);
  return driftOf(await nodes.all(), { rows: await readRows(db), generation: await generationOf(db) });
}

const driftOf = (nodes: readonly Node[], { rows, generation }: Wanted): readonly NodeDrift[] =>
  nodes.map(({ node, name, startedAt, seenAt, isSilent, generation: followed, loaded }) => ({
    node,
    name,
    startedAt,
    seenAt,
    isSilent,
    behind: Math.max(0, generation - followed),
    differences: differencesOf(
      loaded,
      rows.filter(({ state }) => state === "enabled"),
    ),
  }));

/** True when a process that lives is not as it should be. */
export const hasDrift = ({ isSilent, behind, differences }: NodeDrift): boolean =>
  !isSilent && (behind > 0 || differences.length > 0);

function differencesOf(loaded: readonly Loaded[], wanted: readonly PluginRow[]): readonly Difference[] {
  const more = loaded.filter(({ id }) => !wanted.some((row) => row.id === id));
  return [
    ...wanted.flatMap((row) => {
      const here = loaded.find(({ id }) => id === row.id);
      return here?.state === "on" && here.version === row.version ? [] : [difference(row.id, row.version, here)];
    }),
    ...more.map((here) => difference(here.id, null, here)),
  ];
}

const difference = (plugin: string, wanted: string | null, here: Loaded | undefined): Difference => ({
  plugin,
  wanted,
  here: here?.version ?? null,
  state: here?.state ?? "not_loaded",
  failure: here?.failure ?? null,
});
