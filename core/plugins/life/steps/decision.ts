// What is wanted from now on is written down, for every process to follow; and this process follows it.
import type { Database } from "../../../db/database.ts";
import type { Live } from "../../live/live.ts";
import { type Audience, decide, findRow, forget, type PluginRow, type Wanted } from "../row.ts";
import type { Requests } from "../../manifest/manifest.ts";
import { AsKept } from "../failure.ts";
import type { Step } from "../steps.ts";

/** Writes that the plugin is to be `state`; undone, it is what it was before, here at once. */
export const decision = (db: Database, live: Live, state: Wanted): Step => ({
  name: "decision",
  async do({ operation: { plugin: id, version, actorId, about }, files: { manifest }, keep }) {
    const audience = about["audience"] as Audience | undefined;
    await db.transaction(async (trx) => {
      const before = (await findRow(trx, id)) ?? null;
      const consent = about["consent"] as Requests | undefined;
      const previous = about["from"] as string | null | undefined;
      await decide(trx, { id, version, state, audience, manifest, consent, previous, actorId });
      await keep(trx, { before });
    });
  },
  async undo({ plugin, about, actorId }) {
    const before = about["before"] as PluginRow | null | undefined;
    if (before === undefined) return;
    await db.transaction(async (trx) => {
      if (before) await decide(trx, { ...before, failure: before.failure ?? undefined, actorId });
      else await forget(trx, plugin);
    });
    await live.follow();
  },
});

/** Brings the plugin in here, or takes it out; when it does not come up, the operation fails with what kept it down. */
export const publishing = (live: Live, state: "on" | "off"): Step => ({
  name: "publishing",
  async do({ operation: { plugin } }) {
    await live.follow();
    const here = live.loaded.find(({ id }) => id === plugin);
    if (state === "on" && here?.failure) throw new AsKept(here.failure);
  },
});
