// Which version of a plugin is to be on, of those that are here, and which one processes may still run meanwhile.
import { Conflict, NotFound } from "../../kernel/errors.ts";
import { type Found, versionsOf } from "../found/find.ts";
import type { PluginFiles } from "../manifest/manifest.ts";
import { isNewer } from "../manifest/versions.ts";
import type { PluginRow } from "./row.ts";

export interface Chosen {
  readonly files: PluginFiles;
  readonly action: "enable" | "upgrade";
  /** The version that processes may still run. */
  readonly from: string | null;
}

/** A plugin that is on stays at its version; any other comes on in the newest. */
export function chosenToEnable(found: Found, row: PluginRow | undefined): Chosen {
  const versions = versionsOf(found);
  const same = versions.find(({ manifest }) => row?.state === "enabled" && manifest.version === row.version);
  return chosen(same ?? versions[0], found.id, row);
}

/** The newest version, for a plugin that is on; Conflict when there is none. */
export function chosenToUpgrade(found: Found, row: PluginRow): Chosen {
  const [newest] = versionsOf(found);
  const plugin = found.id;
  if (row.state !== "enabled") throw new Conflict("plugins.not_on", { plugin });
  if (newest && !isNewer(newest.manifest.version, row.version))
    throw new Conflict("plugins.nothing_newer", { plugin, version: row.version });
  return chosen(newest, plugin, row);
}

function chosen(files: PluginFiles | undefined, plugin: string, row: PluginRow | undefined): Chosen {
  if (!files) throw new NotFound("plugins.not_found", { plugin });
  const { version } = files.manifest;
  if (!row || row.version === version) return { files, action: "enable", from: stillOn(row)?.previous ?? null };
  if (isNewer(row.version, version)) throw new Conflict("plugins.older_version", { plugin, version, on: row.version });
  const on = stillOn(row);
  if (on?.previous) throw new Conflict("plugins.still_settling", { plugin, version: on.version });
  return { files, action: "upgrade", from: on?.version ?? null };
}

const stillOn = (row: PluginRow | undefined): PluginRow | undefined => (row?.state === "enabled" ? row : undefined);
