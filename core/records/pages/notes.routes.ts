import { Router } from "@koa/router";
import type { Context } from "koa";
import { actorOf, messageTo, say } from "../../web/context.ts";
import { idIn } from "../../web/read.ts";
import type { Rec } from "../record.ts";
import { undoPath } from "./history.view.ts";
import type { Parts } from "./parts.ts";

/** Pinning and deleting a note. */
export function noteRoutes({ records, kinds, pages }: Parts): Router {
  const router = new Router();

  router.post("/notes/:id/pin", async (ctx) => {
    const actor = actorOf(ctx);
    const note = await records.get(actor, "note", idIn(ctx));
    await records.change(actor, "note", note.id, { pinned: note["pinned"] !== true });
    pages.go(ctx, pageOf(note));
  });

  router.post("/notes/:id/removal", async (ctx: Context) => {
    const note = await records.remove(actorOf(ctx), "note", idIn(ctx));
    const undo = undoPath({ kind: "note", recordId: note.id, version: note.version });
    messageTo(ctx, { text: say(ctx, "records.note.removed"), undo });
    pages.go(ctx, pageOf(note));
  });

  /** The page of the record that the note is about. */
  const pageOf = (note: Rec): string => `/${kinds.get(String(note["recordKind"])).plural}/${String(note["recordId"])}`;

  return router;
}
