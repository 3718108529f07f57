// Webhooks over REST.
import { Router } from "@koa/router";
import type { Context } from "koa";
import { BadRequest } from "../kernel/errors.ts";
import { isId } from "../kernel/ids.ts";
import { isObject } from "../kernel/json.ts";
import { actorOf } from "../web/context.ts";
import { idIn, jsonIn, queryIn } from "../web/read.ts";
import type { DeliveryRow, WebhookRow } from "./rows.ts";
import { allowed, type WebhookInput, type Webhooks } from "./webhooks.ts";

export function webhooksApi(webhooks: Webhooks): Router {
  const router = new Router({ prefix: "/api/v1/webhooks" });
  router.use(async (ctx, next) => {
    allowed(actorOf(ctx));
    ctx.set("Cache-Control", "private, no-cache");
    await next();
  });

  router.get("/", async (ctx) => {
    ctx.body = listOf((await webhooks.list(actorOf(ctx))).map(webhookOf));
  });

  router.post("/", async (ctx) => {
    ctx.body = await webhooks.create(actorOf(ctx), wholeIn(sentIn(ctx)));
    ctx.status = 201;
  });

  router.get("/:id", async (ctx) => await answer(ctx, webhooks));

  router.patch("/:id", async (ctx) => {
    const { state, ...sent } = sentIn(ctx);
    const before = await webhooks.get(actorOf(ctx), idIn(ctx));
    if (Object.keys(sent).length > 0)
      await webhooks.change(actorOf(ctx), idIn(ctx), wholeIn({ url: before.url, topics: before.topics, ...sent }));
    if (state !== undefined) await webhooks.turn(actorOf(ctx), idIn(ctx), stateIn(state));
    await answer(ctx, webhooks);
  });

  router.delete("/:id", async (ctx) => {
    await webhooks.remove(actorOf(ctx), idIn(ctx));
    ctx.status = 204;
  });

  router.post("/:id/secret", async (ctx) => {
    ctx.body = { secret: await webhooks.renewSecret(actorOf(ctx), idIn(ctx)) };
  });

  router.post("/:id/pings", async (ctx) => {
    const { status, error, milliseconds } = await webhooks.ping(actorOf(ctx), idIn(ctx));
    ctx.body = { status, error, milliseconds };
  });

  router.get("/:id/deliveries", async (ctx) => {
    const state = queryIn(ctx).find("state");
    if (state !== undefined && !states.has(state)) throw new BadRequest("webhooks.bad_request");
    const found = await webhooks.deliveries(
      actorOf(ctx),
      idIn(ctx),
      (state as DeliveryRow["state"] | undefined) ?? null,
    );
    ctx.body = listOf(found.map(deliveryOf));
  });

  router.post("/:id/replays", async (ctx) => {
    const { delivery } = sentIn(ctx);
    ctx.body = { count: await webhooks.replay(actorOf(ctx), idIn(ctx), deliveryIn(delivery)) };
  });

  return router;
}

const states: ReadonlySet<string> = new Set(["waiting", "delivered", "failed", "skipped"]);

const listOf = (data: readonly object[]) => ({ data, page: { next: null } });

const webhookOf = ({ ownerId, ownerName: _, ...row }: WebhookRow) => ({ ...row, owner: ownerId });

const deliveryOf = ({ id, sequence, topic, eventId: _, ...row }: DeliveryRow) => ({
  ...row,
  id: `msg_${id}`,
  sequence: sequence === null ? null : Number(sequence),
  type: topic,
});

async function answer(ctx: Context, webhooks: Webhooks): Promise<void> {
  ctx.body = webhookOf(await webhooks.get(actorOf(ctx), idIn(ctx)));
}

function sentIn(ctx: Context): Readonly<Record<string, unknown>> {
  const sent = jsonIn(ctx);
  if (!isObject(sent)) throw new BadRequest("webhooks.bad_request");
  return sent;
}

function wholeIn({ url, topics, ...more }: Readonly<Record<string, unknown>>): WebhookInput {
  const isWhole = typeof url === "string" && url.length <= 2_000 && Array.isArray(topics) && topics.length <= 100;
  if (!isWhole || Object.keys(more).length > 0 || !topics.every((one) => typeof one === "string"))
    throw new BadRequest("webhooks.bad_request");
  return { url, topics: topics as string[] };
}

function stateIn(state: unknown): "on" | "paused" {
  if (state !== "on" && state !== "paused") throw new BadRequest("webhooks.bad_request");
  return state;
}

/** `msg_…` as we say it, or null for all that failed. */
function deliveryIn(sent: unknown): string | null {
  if (sent === undefined) return null;
  const id = typeof sent === "string" ? sent.replace(/^msg_/, "") : "";
  if (!isId(id)) throw new BadRequest("webhooks.bad_request");
  return id;
}
