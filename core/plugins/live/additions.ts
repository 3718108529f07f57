// What the code of a plugin adds is first only written down: nothing of it shows before all of set up has gone well.
import { Conflict } from "../../kernel/errors.ts";
import type { Host } from "../plugin.ts";

/** The ways of the door that take code. Everything else stands in the manifest. */
const ways = [
  "routes",
  "api",
  "panel",
  "tile",
  "timeline",
  "action",
  "column",
  "command",
  "searchGroup",
  "setupStep",
  "health",
  "mentions",
  "configuration",
  "configurationNames",
  "on",
  "before",
  "along",
  "job",
] as const satisfies readonly (keyof Host)[];

const inManifest = [
  "kind",
  "menu",
  "tray",
  "open",
  "permission",
  "metric",
  "dataset",
] as const satisfies readonly (keyof Host)[];

export type Way = (typeof ways)[number];

/** One call of the door. */
export type Addition = { readonly [W in Way]: { readonly way: W; readonly args: Parameters<Host[W]> } }[Way];

/** A door that writes down what comes through it. */
export function recordingHost(plugin: string, additions: Addition[]): Host {
  const written = ways.map((way) => [way, (...args: unknown[]) => void additions.push({ way, args } as Addition)]);
  const refused = inManifest.map((way) => [
    way,
    () => {
      throw new Conflict("plugins.in_manifest", { plugin, way });
    },
  ]);
  return Object.fromEntries([...written, ...refused]) as Host;
}

/** Lets through the real door what was written down. */
export function passOn(additions: readonly Addition[], host: Host): void {
  for (const { way, args } of additions) (host[way] as (...given: readonly unknown[]) => void)(...args);
}
