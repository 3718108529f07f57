// Where an administrator sees the modules there are, what each would add, and switches one on or off.
import { Router } from "@koa/router";
import type { Context } from "koa";
import type { Actor } from "../../kernel/actor.ts";
import { actorOf, messageTo, say } from "../../web/context.ts";
import type { Pages } from "../../web/pages.ts";
import { formIn, queryIn, textIn } from "../../web/read.ts";
import type { HeldTable } from "../life/holdings.ts";
import { agreementOf } from "../life/consent.ts";
import { allowed, type Plugins } from "../life/plugins.ts";
import type { Nodes } from "../life/nodes.ts";
import type { Audience } from "../life/row.ts";
import type { Requests } from "../manifest/manifest.ts";
import { acceptProposals, openProposals, type RolesHere } from "../roles/proposals.ts";
import type { SetupStep } from "../../records/setup-step.ts";
import { stepsNow, type Wellbeing } from "../wellbeing/well.ts";
import type { WellbeingFacts } from "../wellbeing/well.view.ts";
import { tell } from "../../web/problem.ts";
import type { KindWord } from "./asks.view.ts";
import { type ModuleTab, tabOf, tabPath } from "./module-tabs.ts";
import { moduleView } from "./module.view.ts";
import { labelIn, modulesView } from "./modules.view.ts";

/** The teams there are, for choosing who has a module and for whom something is set. */
export type ModuleTeams = (actor: Actor) => Promise<readonly { readonly id: string; readonly name: string }[]>;

export interface ModulePageNeeds {
  readonly plugins: Plugins;
  readonly nodes: Nodes;
  readonly pages: Pages;
  readonly teams: ModuleTeams;
  readonly wordOf: KindWord;
  readonly roles: RolesHere;
  readonly wellbeing: Wellbeing;
  /** The tables that a module has in the database. */
  tables(id: string): Promise<readonly HeldTable[]>;
  setupSteps(): readonly SetupStep[];
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

  router.get("/:id", async (ctx) => await show(needs, ctx, { tab: queryIn(ctx).find("tab") }));

  router.post("/:id/enabling", async (ctx) => {
    const wish = { audience: audienceIn(ctx), agreed: agreedIn(ctx), despiteEngine: formIn(ctx).find("despiteEngine") };
    await perform(needs, ctx, { word: "enabled" }, (id) => plugins.enable(actorOf(ctx), id, wish));
  });

  router.post("/:id/upgrading", async (ctx) => {
    const form = formIn(ctx);
    const wish = { version: form.text("version"), agreed: agreedIn(ctx), despiteEngine: form.find("despiteEngine") };
    await perform(needs, ctx, { word: "upgraded" }, (id) => plugins.upgrade(actorOf(ctx), id, wish));
  });

  router.post("/:id/roles", async (ctx) => {
    const chosen = formIn(ctx).list("roles");
    await perform(needs, ctx, { word: "roles_given", tab: "permissions" }, async (id) => {
      await acceptProposals(actorOf(ctx), await plugins.get(id), { roles: needs.roles, chosen });
    });
  });

  router.post("/:id/disabling", async (ctx) => {
    await perform(needs, ctx, { word: "disabled" }, (id) => plugins.disable(actorOf(ctx), id));
  });

  router.post("/:id/removal", async (ctx) => {
    await perform(needs, ctx, { word: "removed", tab: "data" }, (id) => plugins.remove(actorOf(ctx), id));
  });

  router.post("/:id/purging", async (ctx) => {
    const typed = formIn(ctx).text("typed");
    await perform(needs, ctx, { word: "purged", tab: "data" }, (id) => plugins.purge(actorOf(ctx), id, { typed }));
  });

  return router;
}

function audienceIn(ctx: Context): Audience {
  const form = formIn(ctx);
  return form.text("audience") === "teams" ? { teams: form.list("teams") } : { everyone: true };
}

/** What the box says that the person who ticked it was shown; undefined when it was not ticked. */
function agreedIn(ctx: Context): Requests | undefined {
  const shown = formIn(ctx).find("agreed");
  return shown === undefined ? undefined : agreementOf(parsed(shown));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What is said of what was done, and the tab it was done on. */
interface Done {
  readonly word: string;
  readonly tab?: ModuleTab;
}

/** Does it and says so in the list of modules; what prevents it is said on the module's page, with everything as it was. */
async function perform(
  needs: ModulePageNeeds,
  ctx: Context,
  { word, tab = "about" }: Done,
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
    return await show(needs, ctx, { tab, problems: [detail, ...errors.map(({ message }) => message)] });
  }
  messageTo(ctx, say(ctx, `modules.${word}`, { name: labelIn(ctx, name) }));
  needs.pages.go(ctx, word === "purged" ? "/settings/modules" : tabPath(id, tab));
}

interface Shown {
  readonly tab: string | undefined;
  readonly problems?: readonly string[];
}

async function show(needs: ModulePageNeeds, ctx: Context, { tab, problems = [] }: Shown): Promise<void> {
  const { plugins, nodes, pages, teams, wordOf, roles } = needs;
  const id = textIn(ctx, "id");
  const plugin = await plugins.get(id);
  const facts = {
    plugin,
    tab: tabOf(plugin, tab),
    all: await plugins.list(),
    tables: tabOf(plugin, tab) === "data" ? await needs.tables(id) : [],
    plan: plugin.version === null || plugin.problems.length > 0 ? undefined : await plugins.plan(actorOf(ctx), id),
    operations: await plugins.operations(id),
    nodes: await nodes.list(),
    teams: await teams(actorOf(ctx)),
    ...(await wellbeingOf(needs, id)),
    proposals: plugin.state === "enabled" ? await openProposals(plugin.manifest ?? {}, roles) : [],
    wordOf,
    problems,
  };
  pages.show(ctx, "modules/show", moduleView(ctx, facts));
}

/** What a module says of itself; nothing while it is off, as it has added nothing then. */
async function wellbeingOf({ wellbeing, setupSteps }: ModulePageNeeds, id: string): Promise<WellbeingFacts> {
  const isOf = (one: { readonly id: string }): boolean => one.id.startsWith(`${id}.`);
  const [health, steps] = await Promise.all([wellbeing.outcomes(), stepsNow(setupSteps().filter(isOf))]);
  return { health: health.filter(isOf), steps };
}
