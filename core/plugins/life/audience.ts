import type { Audience } from "./row.ts";

/** Who asks, as far as an audience needs to know. */
export interface Asking {
  readonly id: string;
  readonly roles: readonly string[];
  readonly teamIds: readonly string[];
}

/** True when this person has the plugin. Whoever shapes the system has all of them: they prepare what others get. */
export function isEnabledFor(audience: Audience, { id, roles, teamIds }: Asking): boolean {
  if (audience.everyone || roles.includes("admin")) return true;
  return Boolean(audience.people?.includes(id)) || Boolean(audience.teams?.some((team) => teamIds.includes(team)));
}
