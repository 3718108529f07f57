import type { Context } from "koa";
import { say } from "../../web/context.ts";
import type { PluginView } from "../life/view.ts";
import { moduleTabs } from "../pages/module-tabs.ts";
import { labelIn } from "../pages/modules.view.ts";
import type { Adoption, AdoptionOfTeam } from "./adoption.ts";
import type { DeclaredAdoption } from "./own-adoption.ts";

interface Facts {
  readonly plugin: PluginView;
  readonly declared: DeclaredAdoption;
  readonly adoption: Adoption;
}

/** The tab that says who uses a module, by team. */
export function adoptionView(ctx: Context, { plugin, declared, adoption }: Facts) {
  const { target, teams } = adoption;
  return {
    title: labelIn(ctx, plugin.name),
    where: say(ctx, "modules.title"),
    breadcrumb: [
      { label: say(ctx, "web.settings"), path: "/settings" },
      { label: say(ctx, "modules.title"), path: "/settings/modules" },
    ],
    icon: plugin.icon,
    tabs: moduleTabs(ctx, plugin, "adoption"),
    lead: say(ctx, "adoption.lead", { ...adoption }),
    aim: target === null ? null : say(ctx, "adoption.aim", { target }),
    teams: teams.map((team) => teamLine(ctx, team, declared)),
  };
}

const teamLine = (
  ctx: Context,
  { team, active, eligible, since, actions }: AdoptionOfTeam,
  declared: DeclaredAdoption,
) => ({
  name: team?.name ?? say(ctx, "adoption.no_team"),
  used: say(ctx, "adoption.used", { active, eligible }),
  since,
  actions: actions
    .filter(({ times }) => times > 0)
    .map(({ id, ...counts }) => say(ctx, "adoption.action", { label: labelFor(ctx, id, declared), ...counts })),
});

const labelFor = (ctx: Context, id: string, { actions }: DeclaredAdoption): string => {
  const action = actions.find((one) => one.id === id);
  return action ? labelIn(ctx, action.label) : id;
};
