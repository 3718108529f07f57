import type { Context } from "koa";
import { say } from "../../web/context.ts";
import { apiVersion } from "../api-version.ts";
import type { PluginView } from "../life/view.ts";
import { labelIn, stateOf } from "./modules.view.ts";

/** The modules that one needs, can use, or cannot be beside, how each of them is, and who needs it. */
export function needsView(ctx: Context, { id, manifest }: PluginView, all: readonly PluginView[]) {
  if (!manifest) return [];
  const { engines, dependencies = {}, optionalDependencies = {}, conflicts = {} } = manifest;
  const listed = (ranges: Readonly<Record<string, string>>) =>
    Object.entries(ranges).map(([other, range]) => needLine(ctx, { other, range }, all));
  const by = all.filter((one) => one.manifest?.dependencies?.[id] !== undefined);
  const product = { name: say(ctx, "modules.needs.api"), range: engines.trellis, path: null };
  return [
    { label: say(ctx, "modules.page.needs"), lines: [{ ...product, state: apiVersion }, ...listed(dependencies)] },
    { label: say(ctx, "modules.needs.optional"), lines: listed(optionalDependencies) },
    { label: say(ctx, "modules.needs.conflicts"), lines: listed(conflicts) },
    {
      label: say(ctx, "modules.needs.by"),
      lines: by.map((one) => needLine(ctx, { other: one.id, range: "" }, all)),
    },
  ].filter(({ lines }) => lines.length > 0);
}

interface Need {
  readonly other: string;
  readonly range: string;
}

function needLine(ctx: Context, { other, range }: Need, all: readonly PluginView[]) {
  const here = all.find(({ id }) => id === other);
  if (!here) return { name: other, range, path: null, state: say(ctx, "modules.needs.not_here") };
  const state = [here.versionOn ?? here.version ?? "", stateOf(ctx, here).state].join(" ").trim();
  return { name: labelIn(ctx, here.name), range, path: `/settings/modules/${other}`, state };
}
