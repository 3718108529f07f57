import type { PluginView } from "../life/view.ts";

/** True where there is something to see of who uses a module. */
export const countsAdoption = ({ state, manifest }: PluginView): boolean =>
  state === "enabled" && manifest?.adoption !== undefined;
