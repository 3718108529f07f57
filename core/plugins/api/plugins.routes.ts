// The plugins over REST: what there are, what one would add, switching it on, off, and putting it away.
import { Router } from "@koa/router";
import type { Context } from "koa";
import { BadRequest } from "../../kernel/errors.ts";
import { isId } from "../../kernel/ids.ts";
import { isObject } from "../../kernel/json.ts";
import { actorOf } from "../../web/context.ts";
import { jsonIn, textIn } from "../../web/read.ts";
import { inWords } from "../../web/problem.ts";
import { allowed, type Plugins } from "../life/plugins.ts";
import type { Audience } from "../life/row.ts";
import type { PluginView } from "../life/view.ts";

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

  router.put("/:id/enabling", async (ctx) => {
    ctx.body = answerOf(ctx, await plugins.enable(actorOf(ctx), textIn(ctx, "id"), audienceIn(ctx)));
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

/** `{"everyone": true}`, or teams and people by their ids. */
function audienceIn(ctx: Context): Audience {
  const sent = jsonIn(ctx);
  const audience = isObject(sent) ? (everyoneIn(sent) ?? someIn(sent)) : undefined;
  if (!audience) throw new BadRequest("plugins.bad_audience", { everyone: '{"everyone": true}' });
  return audience;
}

const everyoneIn = ({ everyone, ...more }: Readonly<Record<string, unknown>>): Audience | undefined =>
  everyone === true && Object.keys(more).length === 0 ? { everyone } : undefined;

function someIn({ teams = [], people = [], ...more }: Readonly<Record<string, unknown>>): Audience | undefined {
  const isKnown = Object.keys(more).length === 0 && areIds(teams) && areIds(people);
  return isKnown && teams.length + people.length > 0 ? { teams, people } : undefined;
}

const areIds = (list: unknown): list is string[] => Array.isArray(list) && list.every(isId);
