// Files of records: sent first, then named by the record they belong to.
import { Router } from "@koa/router";
import type { Context } from "koa";
import { BadRequest } from "../../kernel/errors.ts";
import { actorOf } from "../../web/context.ts";
import { queryIn, textIn } from "../../web/read.ts";
import { withUpload } from "../../web/upload.ts";
import { type Files, fileLimits } from "../files/files.ts";

/** Types that a browser might run are sent as plain bytes. */
const active = /html|xml|svg|script|flash/;

/** The same addresses below `/api/v1` for programs and without it for pages. */
export function fileRoutes(files: Files, prefix: "" | "/api/v1"): Router {
  const router = new Router({ prefix: `${prefix}/files` });

  router.post("/", async (ctx) => {
    const kind = queryIn(ctx).get("kind");
    await withUpload(ctx, { bytes: fileLimits.bytes }, async ({ files: [file] }) => {
      if (!file) throw new BadRequest("files.missing");
      ctx.status = 201;
      ctx.body = await files.keep(actorOf(ctx), kind, file);
    });
  });

  router.get("/:id", async (ctx) => await download(files, ctx));

  return router;
}

async function download(files: Files, ctx: Context): Promise<void> {
  const { file, bytes } = await files.open(actorOf(ctx), textIn(ctx, "id"));
  ctx.set("Content-Type", active.test(file.type) ? "application/octet-stream" : file.type);
  ctx.set(
    "Content-Disposition",
    `attachment; filename*=UTF-8''${encodeURIComponent(file.name).replace(/['()*]/g, percent)}`,
  );
  ctx.set("Content-Security-Policy", "default-src 'none'; sandbox");
  ctx.set("Cache-Control", "private, no-store");
  ctx.length = file.bytes;
  ctx.body = bytes;
}

const percent = (sign: string): string => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`;
