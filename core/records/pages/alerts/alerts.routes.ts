// What was unusual, and that somebody has looked into it; records that are marked, for whoever may know them.
import { Router } from "@koa/router";
import type { Context } from "koa";
import { may } from "../../../kernel/actor.ts";
import { actorOf, messageTo, say } from "../../../web/context.ts";
import type { Pages } from "../../../web/pages.ts";
import { formIn, idIn, queryIn } from "../../../web/read.ts";
import type { Kinds } from "../../kinds.ts";
import { type Alerts, allowed } from "../../reading/alerts.ts";
import { type Honey, MARK_HONEY } from "../../reading/honey.ts";
import type { Related } from "../../record.ts";
import type { Records } from "../../records.ts";
import type { Through } from "../../store/through.ts";
import { ChoicesOf } from "../choices.ts";
import { contextOf } from "../parts.ts";
import { alertsView } from "./alerts.view.ts";

export interface AlertNeeds {
  readonly alerts: Alerts;
  readonly honey: Honey;
  readonly kinds: Kinds;
  readonly records: Records;
  readonly through: Through;
  readonly pages: Pages;
}

const HOME = "/settings/alerts";

export function alertRoutes(needs: AlertNeeds): Router {
  const { alerts, honey, kinds, pages } = needs;
  const choices = new ChoicesOf(needs.records, kinds);
  const router = new Router({ prefix: HOME });

  router.use(async (ctx, next) => {
    allowed(actorOf(ctx));
    await next();
  });

  router.get("/", async (ctx) => {
    const context = await contextOf(needs, ctx);
    const { actor } = context.reader;
    const all = queryIn(ctx).text("show") === "all";
    const marked = may(actor, MARK_HONEY) ? await honey.list(actor) : [];
    const facts = {
      alerts: await alerts.list(actor, { open: !all }),
      all,
      marked,
      titles: await titlesOf(ctx, marked),
      seen: kinds.seenBy(actor),
    };
    pages.show(ctx, "records/alerts", alertsView(facts, context));
  });

  router.get("/sign", async (ctx) => {
    pages.part(ctx, "records/_alert-sign", { count: await alerts.count(actorOf(ctx)) });
  });

  router.post("/:id/seen", async (ctx) => {
    await alerts.see(actorOf(ctx), idIn(ctx), formIn(ctx).text("verdict") === "false");
    messageTo(ctx, say(ctx, "alerts.seen"));
    pages.go(ctx, HOME);
  });

  router.post("/honey/:id/end", async (ctx) => {
    await honey.lift(actorOf(ctx), formIn(ctx).text("kind"), idIn(ctx));
    messageTo(ctx, say(ctx, "honey.lifted"));
    pages.go(ctx, HOME);
  });

  async function titlesOf(ctx: Context, marked: readonly { kind: string; recordId: string }[]) {
    const groups = [...Map.groupBy(marked, ({ kind }) => kind)];
    const found = await Promise.all(
      groups.map(([kind, some]) =>
        choices.named(
          actorOf(ctx),
          kind,
          some.map(({ recordId }) => recordId),
        ),
      ),
    );
    return new Map<string, Related>(found.flat().map((one) => [one.id, one]));
  }

  return router;
}
