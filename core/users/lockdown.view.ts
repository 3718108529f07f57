import type { Context } from "koa";
import type { Rec } from "../records/record.ts";
import { say } from "../web/context.ts";
import { type Lockdown, lockdownModes } from "./lockdowns.ts";

export function lockdownPage(ctx: Context, standing: readonly Lockdown[], teams: readonly Rec[]) {
  return {
    title: say(ctx, "lockdown.title"),
    breadcrumb: [{ label: say(ctx, "web.settings"), path: "/settings" }],
    standing: standing.map((one) => ({
      ...one,
      action: `/settings/lockdown/${one.id}/end`,
      modeName: say(ctx, `lockdown.mode.${one.mode}`),
      whom: one.teamName ?? say(ctx, "lockdown.everybody"),
    })),
    modes: lockdownModes.map((id) => ({
      id,
      name: say(ctx, `lockdown.mode.${id}`),
      help: say(ctx, `lockdown.mode.${id}.help`),
    })),
    teams: teams.map(({ id, name }) => ({ id, name: String(name) })),
  };
}
