// The schemas of a plugin's files, for editors that complete what an author types. They hold nothing of the company: open to all.
import { createHash } from "node:crypto";
import { Router } from "@koa/router";
import { NotFound } from "../../kernel/errors.ts";
import { textIn } from "../../web/read.ts";
import { schemaNames, schemaText } from "./shape.ts";

const texts = new Map(schemaNames.map((name) => [`${name}.json`, schemaText(name)]));

/** `/schemas/plugin.json`, and the same for `kind`, `field` and `rule`. */
export function schemaRoutes(): Router {
  const router = new Router();

  router.get("/schemas/:file", (ctx) => {
    const text = texts.get(textIn(ctx, "file"));
    if (text === undefined) throw new NotFound("web.not_found");
    ctx.set("Cache-Control", "public, max-age=3600");
    ctx.set("ETag", `"${createHash("sha256").update(text).digest("base64url")}"`);
    ctx.type = "application/schema+json";
    ctx.body = text;
    if (ctx.fresh) ctx.status = 304;
  });

  return router;
}
