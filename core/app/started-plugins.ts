// What the start says of the plugins, in one line of the log.
import type { Get } from "../plugins/plugin.ts";
import { services } from "../sdk/services.ts";
import { inside } from "./inside.ts";

export interface StartedPlugins {
  /** Id and version → milliseconds its start took here. */
  readonly on: Readonly<Record<string, number>>;
  readonly off: readonly string[];
  /** Id → why it cannot be used, or is not on although it should be. */
  readonly unusable: Readonly<Record<string, string>>;
}

export async function startedPlugins(get: Get): Promise<StartedPlugins> {
  const views = await get(services.plugins).list();
  const { loaded } = get(inside.live);
  const failed = loaded.filter(({ state }) => state !== "on");
  const unusable = [
    ...views.flatMap(({ id, problems: [first], failure }) => {
      const reason = first?.code ?? failure?.code;
      return reason ? [[id, reason] as const] : [];
    }),
    ...failed.map(({ id, state, failure }) => [id, failure?.code ?? state] as const),
  ];
  return {
    on: Object.fromEntries(
      loaded.filter(({ state }) => state === "on").map(({ id, version, ms }) => [`${id} ${version}`, ms]),
    ),
    off: views.filter(({ state }) => state === "installed" || state === "discovered").map(({ id }) => id),
    unusable: Object.fromEntries(unusable),
  };
}
