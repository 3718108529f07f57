// Settings, Backups.
import { Router } from "@koa/router";
import type { Database } from "../db/database.ts";
import type { Jobs } from "../jobs/jobs.ts";
import { type Actor, may } from "../kernel/actor.ts";
import { NotAllowed } from "../kernel/errors.ts";
import { writeAudit } from "../security/audit/write-audit.ts";
import { actorOf, messageTo, say } from "../web/context.ts";
import type { Pages } from "../web/pages.ts";
import type { Backups } from "./backups.ts";
import { backupsPage, progressOf } from "./backups.view.ts";

export const LOOK_AFTER_BACKUPS = "backups.create";

export interface BackupNeeds {
  readonly backups: Backups;
  readonly jobs: Jobs;
  readonly db: Database;
}

/** Has one made in the background, one at a time; who wanted it is in the trail. */
export async function orderBackup({ jobs, db }: BackupNeeds, actor: Actor): Promise<void> {
  await db.transaction(async (trx) => {
    await jobs.enqueue(trx, "backups.create", {}, { key: "now" });
    await writeAudit(trx, actor, { action: "backup.ordered", kind: "backup" });
  });
}

export function backupRoutes({ pages, ...needs }: BackupNeeds & { readonly pages: Pages }): Router {
  const { backups } = needs;
  const router = new Router({ prefix: "/settings/backups" });
  router.use(async (ctx, next) => {
    if (!may(actorOf(ctx), LOOK_AFTER_BACKUPS)) throw new NotAllowed("backups.may_not");
    await next();
  });

  router.get("/", async (ctx) => {
    const facts = { lines: await backups.list(), folder: backups.folder, progress: await backups.progress() };
    pages.show(ctx, "backups/list", backupsPage(ctx, facts));
  });

  router.get("/progress", async (ctx) => {
    const progress = await backups.progress();
    if (!progress) return pages.go(ctx, "/settings/backups");
    pages.part(ctx, "backups/_progress", progressOf(ctx, progress));
  });

  router.post("/", async (ctx) => {
    await orderBackup(needs, actorOf(ctx));
    messageTo(ctx, say(ctx, "backups.queued"));
    pages.go(ctx, "/settings/backups");
  });

  return router;
}
