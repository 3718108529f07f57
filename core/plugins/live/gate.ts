// What stands in front of everything a plugin shows: the right that its manifest names for it.
import type { Context } from "koa";
import { type Actor, may } from "../../kernel/actor.ts";
import { NotFound } from "../../kernel/errors.ts";
import { identified } from "../../security/identify.ts";
import type { Contributes } from "../manifest/manifest.ts";
import { isBelow } from "./declared.ts";

/** The right for an address of the plugin; undefined for those that are open to everybody. */
export function rightFor(path: string, { routes = [] }: Contributes): string | undefined {
  const places = routes.filter((route) => isBelow(path, route.path)).toSorted((a, b) => b.path.length - a.path.length);
  const permission = places[0]?.permission;
  return permission === "public" ? undefined : permission;
}

/** Whoever lacks the right does not learn that there is something. */
export function pass(ctx: Context, right: string | undefined): void {
  const { actor } = identified(ctx);
  if (right !== undefined && !(actor && may(actor, right))) throw new NotFound("web.not_found", { permission: right });
}

export const mayHave = (actor: Actor, right: string | undefined): boolean => right === undefined || may(actor, right);
