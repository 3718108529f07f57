import { Router } from "@koa/router";
import type { Context } from "koa";
import type { Database } from "../db/database.ts";
import { may } from "../kernel/actor.ts";
import { NotAllowed } from "../kernel/errors.ts";
import { actorOf, messageTo, say } from "../web/context.ts";
import type { Pages } from "../web/pages.ts";
import { idIn } from "../web/read.ts";
import type { Mail } from "./mail.ts";
import { outboxPage } from "./mail.view.ts";

interface Parts {
  readonly mail: Mail;
  readonly db: Database;
  readonly pages: Pages;
}

/** What the system wrote to people, and whether it left; for whoever looks after the company's settings. */
export function mailRoutes({ mail, db, pages }: Parts): Router {
  const router = new Router({ prefix: "/settings/mail" });

  router.use(async (ctx, next) => {
    if (!may(actorOf(ctx), "company.change")) throw new NotAllowed("mail.may_not_see");
    await next();
  });

  router.get("/", async (ctx) => pages.show(ctx, "mail/outbox", outboxPage(ctx, mail.isOn, await mail.list())));

  router.post("/test", async (ctx) => {
    const { id, name } = actorOf(ctx);
    const letter = { to: { person: id }, words: "mail.test", values: { name }, usefulFor: 24 * 60 } as const;
    await db.transaction((trx) => mail.write(trx, letter));
    done(ctx, mail.isOn ? "mail.test.queued" : "mail.off");
  });

  router.post("/:id/again", async (ctx) => {
    done(ctx, (await mail.repeat(idIn(ctx))) ? "mail.repeated" : "mail.not_repeated");
  });

  function done(ctx: Context, sentence: string): void {
    messageTo(ctx, say(ctx, sentence));
    pages.go(ctx, "/settings/mail");
  }

  return router;
}
