// What the database says of the plugins, where one can be reached: what is on, for whom, and how long each took to come up.
import { explain } from "../app/explain.ts";
import { inside } from "../app/inside.ts";
import { findRunning } from "../db/embedded/pid-file.ts";
import type { PluginView } from "../plugins/life/view.ts";
import { services } from "../sdk/services.ts";
import { readSettings } from "../settings/read-settings.ts";
import type { Call } from "./call.ts";

export interface States {
  /** Those that were ever decided upon. */
  readonly byId: ReadonlyMap<string, PluginView>;
  /** Milliseconds of the slowest process, by id. */
  readonly took: ReadonlyMap<string, number>;
  /** Why there is nothing to tell. */
  readonly silence?: string;
}

/** Starts no database for it: a list has to be there at once. */
export async function statesOf(call: Call): Promise<States> {
  const nothing = { byId: new Map<string, PluginView>(), took: new Map<string, number>() };
  const { databaseUrl, dataDir } = readSettings(call.terminal.env);
  if (!databaseUrl && !(await findRunning(`${dataDir}/postgres`)))
    return { ...nothing, silence: call.t("cli.plugin_no_database") };
  try {
    return await asked(call);
  } catch (error) {
    return { ...nothing, silence: explain(error, call.words, call.language).split("\n", 1)[0] ?? "" };
  }
}

async function asked(call: Call): Promise<States> {
  const views = await (await call.getBare(services.plugins)).list();
  const nodes = await (await call.getBare(inside.nodes)).list();
  const took = new Map<string, number>();
  for (const { id, ms } of nodes.flatMap(({ loaded }) => loaded)) took.set(id, Math.max(ms, took.get(id) ?? 0));
  return { byId: new Map(views.filter(({ versionOn }) => versionOn !== null).map((view) => [view.id, view])), took };
}

/** The state as the list says it; `pilot` is on for some. */
export const shownState = ({ state, audience }: PluginView): string =>
  state === "enabled" && !audience.everyone ? "pilot" : state;
