import { readFile } from "node:fs/promises";
import { Router } from "@koa/router";
import type { Context } from "koa";
import { actorOf, messageTo, say } from "../../web/context.ts";
import type { Pages } from "../../web/pages.ts";
import { tell } from "../../web/problem.ts";
import { withUpload } from "../../web/upload.ts";
import { LARGEST_ARCHIVE } from "../archive/archive.ts";
import type { Installation, Installed } from "../archive/installation.ts";
import { allowed } from "../life/plugins.ts";

/** Where an administrator installs a module from a file. */
export function archiveRoutes(installation: Installation, pages: Pages): Router {
  const router = new Router({ prefix: "/settings/module-archives" });
  router.use(async (ctx, next) => {
    allowed(actorOf(ctx));
    await next();
  });
  router.get("/", (ctx) => show(ctx, pages));
  router.post("/", async (ctx) => {
    try {
      const { id, version } = await taken(ctx, installation);
      messageTo(ctx, say(ctx, "modules.installed", { id, version }));
      pages.go(ctx, `/settings/modules/${id}`);
    } catch (error) {
      const { status, detail, errors } = tell(ctx, error);
      if (status >= 500) throw error;
      ctx.status = status;
      show(ctx, pages, [detail, ...errors.map(({ pointer, message }) => `${pointer}: ${message}`)]);
    }
  });
  return router;
}

const taken = (ctx: Context, installation: Installation): Promise<Installed> =>
  withUpload(ctx, { bytes: LARGEST_ARCHIVE }, async ({ files: [file] }) => {
    const archive = file ? await readFile(file.path) : Buffer.alloc(0);
    return await installation.install(actorOf(ctx), archive);
  });

function show(ctx: Context, pages: Pages, problems: readonly string[] = []): void {
  const breadcrumb = [
    { label: say(ctx, "web.settings"), path: "/settings" },
    { label: say(ctx, "modules.title"), path: "/settings/modules" },
  ];
  const view = { title: say(ctx, "modules.install"), where: say(ctx, "modules.title"), breadcrumb, problems };
  pages.show(ctx, "modules/install", view);
}
