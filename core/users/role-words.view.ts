// Rights and reaches in the company's words.
import type { Context } from "koa";
import type { Scope } from "../kernel/actor.ts";
import type { ToldGrant } from "./role-grants.ts";
import { labelOf } from "../records/fields/types/choice.ts";
import { languageOf, say } from "../web/context.ts";
import type { SheetGroup, SheetRight } from "./role-sheet.ts";

/** "Deals: change", "Give discounts above the limit". */
export function rightNames(ctx: Context, sheet: readonly SheetGroup[]): ReadonlyMap<string, string> {
  return new Map(
    sheet.flatMap(({ kinds, particular }) => [
      ...kinds.flatMap(({ kind, rights }) =>
        rights.map(
          ({ right, action }) => [right, `${say(ctx, `${kind.plural}.many`)}: ${actionName(ctx, action)}`] as const,
        ),
      ),
      ...particular.map((one) => [one.right, particularName(ctx, one)] as const),
    ]),
  );
}

export const actionName = (ctx: Context, action: string): string => say(ctx, `users.right.${action}`);

/** What the module calls it, else the product's word for it, else its own name. */
export function particularName(ctx: Context, { right, label }: Pick<SheetRight, "right" | "label">): string {
  if (label) return labelOf(label, languageOf(ctx));
  const key = `users.may.${right}`;
  const word = say(ctx, key);
  return word === key ? right : word;
}

/** For a kind without owners there is only yes and no. */
export const reachName = (ctx: Context, scope: Scope, possible: readonly Scope[]): string =>
  say(ctx, possible.length > 2 ? `users.reach.${scope}` : scope === "none" ? "users.reach.no" : "users.reach.yes");

/** The reach, with its condition where there is one. */
export function grantName(ctx: Context, grant: ToldGrant, possible: readonly Scope[]): string {
  if (typeof grant === "string") return reachName(ctx, grant, possible);
  const reach = reachName(ctx, grant.reach, possible);
  return grant.when === null
    ? say(ctx, "users.reach.while_untold", { reach })
    : say(ctx, "users.reach.while", { reach, when: grant.when });
}
