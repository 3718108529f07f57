import { type Door, getFor, guestOf } from "../../live/door.ts";
import { load } from "../../live/load.ts";
import type { Requests } from "../../manifest/manifest.ts";
import type { Step } from "../steps.ts";

/** Runs the plugin's set up against a door that only writes down, so that what throws or hangs is known before anything shows. */
export const tryOut = (door: Door): Step => ({
  name: "set_up",
  once: true,
  async do({ operation: { about }, files }) {
    const agreed = (about["consent"] ?? {}) as Requests;
    await load(files, getFor(guestOf(files.manifest, agreed), door));
  },
});
