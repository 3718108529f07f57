// Where an administrator sees the modules there are, what each would add, and switches one on or off.
import { Router } from "@koa/router";
import type { Context } from "koa";
import type { Actor } from "../../kernel/actor.ts";
import { actorOf, messageTo, say } from "../../web/context.ts";
import type { Pages } from "../../web/pages.ts";
import { formIn, queryIn, textIn } from "../../web/read.ts";
import { allowed, type Plugins } from "../life/plugins.ts";
import type { Nodes } from "../life/nodes.ts";
import type { Audience } from "../life/row.ts";
import { tell } from "../../web/problem.ts";
import { moduleView } from "./module.view.ts";
import { labelIn, modulesView } from "./modules.view.ts";

export interface ModulePageNeeds {
  readonly plugins: Plugins;
  readonly nodes: Nodes;
  readonly pages: Pages;
  /** The teams there are, for choosing who has a module. */
  teams(actor: Actor): Promise<readonly { readonly id: string; readonly name: string }[]>;
}

export function moduleRoutes(needs: ModulePageNeeds): Router {
  const { plugins, pages } = needs;
  const router = new Router({ prefix: "/settings/modules" });
  router.use(async (ctx, next) => {
    allowed(actorOf(ctx));
    await next();
  });

  router.get("/", async (ctx) => {
    pages.show(ctx, "modules/list", modulesView(ctx, await plugins.list(), queryIn(ctx).find("show") ?? "all"));
  });

  router.get("/:id", async (ctx) => await show(needs, ctx));

  router.post("/:id/enabling", async (ctx) => {
    const audience = audienceIn(ctx);
    await perform(needs, ctx, "enabled", (id) => plugins.enable(actorOf(ctx), id, audience));
  });

  router.post("/:id/disabling", async (ctx) => {
    await perform(needs, ctx, "disabled", (id) => plugins.disable(actorOf(ctx), id));
  });

  router.post("/:id/removal", async (ctx) => {
    await perform(needs, ctx, "removed", (id) => plugins.remove(actorOf(ctx), id));
  });

  router.post("/:id/purging", async (ctx) => {
    const typed = formIn(ctx).text("typed");
    await perform(needs, ctx, "purged", (id) => plugins.purge(actorOf(ctx), id, { typed }));
  });

  return router;
}

function audienceIn(ctx: Context): Audience {
  const form = formIn(ctx);
  return form.text("audience") === "teams" ? { teams: form.list("teams") } : { everyone: true };
}

/** Does it and says so in the list of modules; what prevents it is said on the module's page, with everything as it was. */
async function perform(
  needs: ModulePageNeeds,
  ctx: Context,
  word: string,
  work: (id: string) => Promise<unknown>,
): Promise<void> {
  const id = textIn(ctx, "id");
  const { name } = await needs.plugins.get(id);
  try {
    await work(id);
  } catch (error) {
    const { status, detail, errors } = tell(ctx, error);
    if (status >= 500 && status !== 503) throw error;
    ctx.status = status;
    return await show(needs, ctx, [detail, ...errors.map(({ message }) => message)]);
  }
  messageTo(ctx, say(ctx, `modules.${word}`, { name: labelIn(ctx, name) }));
  needs.pages.go(ctx, word === "purged" ? "/settings/modules" : `/settings/modules/${id}`);
}

async function show(needs: ModulePageNeeds, ctx: Context, problems: readonly string[] = []): Promise<void> {
  const { plugins, nodes, pages, teams } = needs;
  const id = textIn(ctx, "id");
  const plugin = await plugins.get(id);
  const facts = {
    plugin,
    plan: plugin.version === null || plugin.problems.length > 0 ? undefined : await plugins.plan(actorOf(ctx), id),
    operations: await plugins.operations(id),
    nodes: await nodes.list(),
    teams: await teams(actorOf(ctx)),
    problems,
  };
  pages.show(ctx, "modules/show", moduleView(ctx, facts));
}
