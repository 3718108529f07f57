import { Router } from "@koa/router";
import { type Actor, isWider, reach } from "../kernel/actor.ts";
import type { Tile } from "../plugins/plugin.ts";
import { actorOf, say } from "../web/context.ts";
import type { Pages } from "../web/pages.ts";
import { queryIn } from "../web/read.ts";
import { withoutReplaced } from "../web/replaced.ts";
import type { Checklist } from "./checklist.ts";
import { type ShownTile, todayView } from "./today.view.ts";

export interface TodayNeeds {
  readonly checklist: Checklist;
  readonly pages: Pages;
  tiles(): readonly Tile[];
}

/** Today: what is to be done, made of what areas and plugins show there. */
export function todayRoutes({ checklist, pages, tiles }: TodayNeeds): Router {
  const router = new Router();

  router.get("/", async (ctx) => {
    const actor = actorOf(ctx);
    const mayLead = leads(actor);
    const team = mayLead && queryIn(ctx).find("whose") === "team";
    const [items, shown] = await Promise.all([checklist.items(actor), shownTiles(tiles(), actor, team)]);
    pages.show(
      ctx,
      "today/today",
      todayView({ items, tiles: shown, team, mayLead }, (key, values) => say(ctx, key, values)),
    );
  });

  router.post("/today/checklist/dismissal", async (ctx) => {
    await checklist.dismiss(actorOf(ctx));
    pages.go(ctx, "/");
  });

  return router;
}

/** Whoever sees more than their own deals may look at the day of the team. */
const leads = (actor: Actor): boolean => isWider(reach(actor, "deals.read"), "own");

async function shownTiles(tiles: readonly Tile[], actor: Actor, team: boolean): Promise<readonly ShownTile[]> {
  const asked = tiles.map(async ({ view, ...tile }) => {
    const found = await view(actor, team);
    return found && { ...tile, view: found };
  });
  return withoutReplaced((await Promise.all(asked)).filter((tile) => tile !== undefined));
}
