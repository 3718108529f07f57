import { type Door, getFor } from "../../live/door.ts";
import { load } from "../../live/load.ts";
import type { Step } from "../steps.ts";

/** Runs the plugin's set up against a door that only writes down, so that what throws or hangs is known before anything shows. */
export const tryOut = (door: Door): Step => ({
  name: "set_up",
  async do({ files }) {
    await load(files, getFor(files.manifest, door));
  },
});
