// Backups over REST.
import { Router } from "@koa/router";
import { may } from "../kernel/actor.ts";
import { NotAllowed } from "../kernel/errors.ts";
import { actorOf } from "../web/context.ts";
import { LOOK_AFTER_BACKUPS, orderBackup, type BackupNeeds } from "./backups.routes.ts";

export function backupsApi(needs: BackupNeeds): Router {
  const router = new Router({ prefix: "/api/v1/backups" });

  router.use(async (ctx, next) => {
    if (!may(actorOf(ctx), LOOK_AFTER_BACKUPS)) throw new NotAllowed("backups.may_not");
    ctx.set("Cache-Control", "private, no-cache");
    await next();
  });

  router.get("/", async (ctx) => {
    const [data, progress] = [await needs.backups.list(), await needs.backups.progress()];
    ctx.body = { data, page: { next: null }, progress: progress ?? null };
  });

  router.post("/", async (ctx) => {
    await orderBackup(needs, actorOf(ctx));
    ctx.body = { queued: true };
    ctx.status = 202;
  });

  return router;
}
