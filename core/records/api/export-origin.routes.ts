// Whose list is this? Over REST: a file or a piece of text that turned up somewhere, and the list it was when it left.
import { Router } from "@koa/router";
import type { Context } from "koa";
import { may } from "../../kernel/actor.ts";
import { BadRequest, NotAllowed } from "../../kernel/errors.ts";
import { actorOf } from "../../web/context.ts";
import { withUpload } from "../../web/upload.ts";
import { APPROVE } from "../export/export-requests.ts";
import { fromText, LEAKED_BYTES, type Leaked, readLeaked } from "../export/marks/leaked.ts";
import type { Origin, Origins } from "../export/marks/origins.ts";
import { pathSource } from "../import/file/source.ts";
import { inputIn } from "./read-request.ts";

/** `POST /api/v1/exports/origin` with the file as a part of a form, or `{"text": "…"}`. */
export function exportOriginApi(origins: Origins): Router {
  const router = new Router({ prefix: "/api/v1/exports" });

  router.post("/origin", async (ctx) => {
    // Before anything is read: what they may not ask is not received either.
    if (!may(actorOf(ctx), APPROVE)) throw new NotAllowed("security.not_allowed", { permission: APPROVE });
    const found = await origins.of(actorOf(ctx), await leakedIn(ctx));
    ctx.body = { data: found.map(told), page: { next: null } };
  });

  return router;
}

async function leakedIn(ctx: Context): Promise<Leaked> {
  if (ctx.is("multipart/form-data"))
    return await withUpload(ctx, { bytes: LEAKED_BYTES }, async ({ fields, files: [file] }) =>
      file ? await readLeaked(pathSource(file.name, file.path)) : fromText(fields.get("text")),
    );
  const { text, ...more } = inputIn(ctx);
  const strange = Object.keys(more)[0];
  if (strange !== undefined) throw new BadRequest("api.unknown_parameter", { name: strange.slice(0, 80) });
  if (typeof text !== "string") throw new BadRequest("web.value_missing", { name: "text" });
  return fromText(text);
}

const told = ({ who, whoId, ...list }: Origin) => ({ ...list, by: { id: whoId, title: who } });
