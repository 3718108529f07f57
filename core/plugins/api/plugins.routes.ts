// The plugins over REST: what there are, what one would add, switching it on, off, and putting it away.
import { Router } from "@koa/router";
import type { Context } from "koa";
import { BadRequest } from "../../kernel/errors.ts";
import { isId } from "../../kernel/ids.ts";
import { isObject } from "../../kernel/json.ts";
import { actorOf } from "../../web/context.ts";
import { jsonIn, textIn } from "../../web/read.ts";
import { inWords } from "../../web/problem.ts";
import { agreementOf } from "../life/consent.ts";
import { allowed, type Plugins } from "../life/plugins.ts";
import type { Audience } from "../life/row.ts";
import type { PluginView } from "../life/view.ts";
import type { UpgradeWish, Wish } from "../life/wish.ts";
import type { Requests } from "../manifest/manifest.ts";

export function pluginsApi(plugins: Plugins): Router {
  const router = new Router({ prefix: "/api/v1/plugins" });
  router.use(async (ctx, next) => {
    allowed(actorOf(ctx));
    ctx.set("Cache-Control", "private, no-cache");
    await next();
  });

  router.get("/", async (ctx) => {
    ctx.body = { data: (await plugins.list()).map((plugin) => answerOf(ctx, plugin)), page: { next: null } };
  });

  router.get("/:id", async (ctx) => {
    ctx.body = answerOf(ctx, await plugins.get(textIn(ctx, "id")));
  });

  router.get("/:id/plan", async (ctx) => {
    const { problems, ...plan } = await plugins.plan(actorOf(ctx), textIn(ctx, "id"));
    ctx.body = { ...plan, problems: problems.map((problem) => inWords(ctx, problem)) };
  });

  router.put("/:id/version", async (ctx) => {
    ctx.body = answerOf(ctx, await plugins.upgrade(actorOf(ctx), textIn(ctx, "id"), upgradeIn(ctx)));
  });

  router.put("/:id/enabling", async (ctx) => {
    ctx.body = answerOf(ctx, await plugins.enable(actorOf(ctx), textIn(ctx, "id"), wishIn(ctx)));
  });

  router.delete("/:id/enabling", async (ctx) => {
    ctx.body = answerOf(ctx, await plugins.disable(actorOf(ctx), textIn(ctx, "id")));
  });

  router.delete("/:id", async (ctx) => {
    await plugins.remove(actorOf(ctx), textIn(ctx, "id"));
    ctx.status = 204;
  });

  return router;
}

const answerOf = (ctx: Context, { manifest: _, problems, ...plugin }: PluginView) => ({
  ...plugin,
  problems: problems.map((problem) => inWords(ctx, problem)),
});

/** `{"everyone": true}`, or teams and people by their ids; in `agree` what the administrator agrees to, in `despiteEngine` a reason. */
function wishIn(ctx: Context): Wish {
  const { agree = {}, despiteEngine, ...sent } = objectIn(ctx);
  const audience = everyoneIn(sent) ?? someIn(sent);
  if (!audience || !isReason(despiteEngine)) throw badAudience();
  return { audience, agreed: agreed(agree), despiteEngine };
}

function upgradeIn(ctx: Context): UpgradeWish {
  const sent = jsonIn(ctx);
  const { version, agree = {}, despiteEngine, ...more } = isObject(sent) ? sent : {};
  if (typeof version !== "string" || !isReason(despiteEngine) || Object.keys(more).length > 0)
    throw new BadRequest("plugins.bad_upgrade");
  return { version, agreed: agreed(agree), despiteEngine };
}

const isReason = (sent: unknown): sent is string | undefined => sent === undefined || typeof sent === "string";

function objectIn(ctx: Context): Readonly<Record<string, unknown>> {
  const sent = jsonIn(ctx);
  if (!isObject(sent)) throw badAudience();
  return sent;
}

const badAudience = (): BadRequest => new BadRequest("plugins.bad_audience", { everyone: '{"everyone": true}' });

function agreed(sent: unknown): Requests {
  const agreement = agreementOf(sent);
  if (!agreement) throw new BadRequest("plugins.bad_agreement");
  return agreement;
}

const everyoneIn = ({ everyone, ...more }: Readonly<Record<string, unknown>>): Audience | undefined =>
  everyone === true && Object.keys(more).length === 0 ? { everyone } : undefined;

function someIn({ teams = [], people = [], ...more }: Readonly<Record<string, unknown>>): Audience | undefined {
  const isKnown = Object.keys(more).length === 0 && areIds(teams) && areIds(people);
  return isKnown && teams.length + people.length > 0 ? { teams, people } : undefined;
}

const areIds = (list: unknown): list is string[] => Array.isArray(list) && list.every(isId);
