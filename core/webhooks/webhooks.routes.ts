// Settings, Webhooks.
import { Router } from "@koa/router";
import type { Context } from "koa";
import { Invalid } from "../kernel/errors.ts";
import { signedInLately } from "../security/identify.ts";
import { actorOf, messageTo, say } from "../web/context.ts";
import type { Pages } from "../web/pages.ts";
import { formIn, idIn } from "../web/read.ts";
import { allowed, type WebhookInput, type Webhooks } from "./webhooks.ts";
import { formPage, webhookPage, webhooksPage } from "./webhooks.view.ts";

export function webhookRoutes(webhooks: Webhooks, pages: Pages): Router {
  const router = new Router({ prefix: "/settings/webhooks" });
  router.use(async (ctx, next) => {
    allowed(actorOf(ctx));
    if (ctx.method === "POST") signedInLately(ctx);
    await next();
  });

  router.get("/", async (ctx) =>
    pages.show(ctx, "webhooks/list", webhooksPage(ctx, await webhooks.list(actorOf(ctx)))),
  );

  router.get("/new", (ctx) => pages.show(ctx, "webhooks/form", formPage(ctx, { url: "", topics: "*" })));

  router.post("/", async (ctx) => {
    const made = await tried(ctx, async (input) => await webhooks.create(actorOf(ctx), input));
    if (made) await show(ctx, made.id, made.secret);
  });

  router.get("/:id", async (ctx) => await show(ctx, idIn(ctx)));

  router.get("/:id/edit", async (ctx) => {
    const { id, url, topics } = await webhooks.get(actorOf(ctx), idIn(ctx));
    pages.show(ctx, "webhooks/form", formPage(ctx, { url, topics: topics.join("\n") }, id));
  });

  router.post("/:id", async (ctx) => {
    const id = idIn(ctx);
    const done = await tried(ctx, async (input) => (await webhooks.change(actorOf(ctx), id, input), true), id);
    if (done) back(ctx, "webhooks.saved");
  });

  router.post("/:id/state", async (ctx) => {
    const state = formIn(ctx).text("state") === "paused" ? "paused" : "on";
    await webhooks.turn(actorOf(ctx), idIn(ctx), state);
    back(ctx, `webhooks.turned.${state}`);
  });

  router.post("/:id/removal", async (ctx) => {
    await webhooks.remove(actorOf(ctx), idIn(ctx));
    messageTo(ctx, say(ctx, "webhooks.removed"));
    pages.go(ctx, "/settings/webhooks");
  });

  router.post("/:id/secret", async (ctx) => {
    await show(ctx, idIn(ctx), await webhooks.renewSecret(actorOf(ctx), idIn(ctx)));
  });

  router.post("/:id/pings", async (ctx) => {
    const { status } = await webhooks.ping(actorOf(ctx), idIn(ctx));
    back(ctx, status !== null && status < 300 ? "webhooks.pinged" : "webhooks.not_pinged");
  });

  router.post("/:id/replays", async (ctx) => {
    const count = await webhooks.replay(actorOf(ctx), idIn(ctx), null);
    back(ctx, "webhooks.replayed", { count });
  });

  router.post("/:id/replays/:delivery", async (ctx) => {
    const count = await webhooks.replay(actorOf(ctx), idIn(ctx), idIn(ctx, "delivery"));
    back(ctx, "webhooks.replayed", { count });
  });

  function back(ctx: Context, sentence: string, values: Record<string, number> = {}): void {
    messageTo(ctx, say(ctx, sentence, values));
    pages.go(ctx, `/settings/webhooks/${idIn(ctx)}`);
  }

  async function show(ctx: Context, id: string, secret: string | null = null): Promise<void> {
    const [row, deliveries] = [await webhooks.get(actorOf(ctx), id), await webhooks.deliveries(actorOf(ctx), id)];
    pages.show(ctx, "webhooks/show", webhookPage(ctx, row, deliveries, secret));
  }

  /** Does it with what the form says, or shows the form again with what is wrong. */
  async function tried<T>(
    ctx: Context,
    work: (input: WebhookInput) => Promise<T>,
    id?: string,
  ): Promise<T | undefined> {
    const form = formIn(ctx);
    const typed = { url: form.text("url"), topics: form.text("topics") };
    try {
      return await work({ url: typed.url, topics: typed.topics.split(/[\s,]+/).filter(Boolean) });
    } catch (error) {
      if (!(error instanceof Invalid)) throw error;
      ctx.status = 422;
      pages.show(ctx, "webhooks/form", formPage(ctx, { ...typed, problems: error.problems }, id));
      return undefined;
    }
  }

  return router;
}
