// What the pages of roles are made from.
import type { Context } from "koa";
import { may } from "../kernel/actor.ts";
import type { Problem } from "../kernel/errors.ts";
import { type Access, SET_ACCESS } from "../records/access/access.ts";
import { isAtRest, type SeenKinds } from "../records/access/grant-conditions.ts";
import { labelOf } from "../records/fields/types/choice.ts";
import type { Kind } from "../records/kind.ts";
import { actorOf, languageOf } from "../web/context.ts";
import type { Pages } from "../web/pages.ts";
import type { People } from "./people.ts";
import type { Reaches, StandingRole } from "./role.ts";
import { changeRoles } from "./role-definitions.ts";
import { effectsOf, peopleByRole } from "./role-effects.ts";
import type { RoleFacts } from "./role-page.view.ts";
import { type ModuleHere, type SheetGroup, sheetOf } from "./role-sheet.ts";

export interface RolePagesNeeds {
  readonly people: People;
  readonly pages: Pages;
  readonly kinds: SeenKinds;
  readonly access: Access;
  readonly plugins: { list(): Promise<readonly (ModuleHere & { readonly state: string })[]> };
}

/** What somebody would like the role to be. */
export interface AskedRole {
  readonly name?: string | undefined;
  readonly grants: Reaches;
  readonly problems?: readonly Problem[];
}

export const mayChangeRoles = (ctx: Context): boolean => may(actorOf(ctx), changeRoles);

const modulesOn = async ({ plugins }: RolePagesNeeds) =>
  (await plugins.list()).filter(({ state }) => state === "enabled");

/** All rights there are. */
export async function sheetHere(needs: RolePagesNeeds): Promise<readonly SheetGroup[]> {
  const rights = [...needs.people.permissions.all().keys()];
  return sheetOf({ rights, kinds: needs.kinds.all(), modules: await modulesOn(needs) });
}

export async function factsOf(
  ctx: Context,
  needs: RolePagesNeeds,
  role: StandingRole,
  asked?: AskedRole,
): Promise<RoleFacts> {
  const { db, permissions, roleDefinitions: roles } = needs.people;
  const wanted = roles.grants.differing(role.id, { ...role.grants, ...asked?.grants });
  const mayOpenFields = role.id !== "admin" && may(actorOf(ctx), SET_ACCESS);
  // What cannot stand like this changes nothing that could be looked at.
  const stuck = asked?.problems?.some(({ pointer }) => pointer !== "") === true;
  const review = asked && {
    effects: stuck ? null : await effectsOf(db, permissions, role, wanted),
    name: asked.name ?? role.name ?? "",
    grants: asked.grants,
  };
  return {
    role,
    reaches: roles.grants.reaches(role.id, role.grants),
    told: roles.grants.told(actorOf(ctx), role),
    resting: restingIn(needs, role),
    sheet: await sheetHere(needs),
    mayChange: mayChangeRoles(ctx),
    closed: closedTo(needs, role.id, mayOpenFields),
    mayOpenFields,
    proposals: await proposalsFor(ctx, needs, role),
    people: (await peopleByRole(db)).get(role.id) ?? 0,
    problems: asked?.problems ?? [],
    ...(review && { review }),
  };
}

/** Rights whose condition cannot be read any more. */
function restingIn({ kinds, people }: RolePagesNeeds, { id, grants }: StandingRole): ReadonlySet<string> {
  const all = [...people.roleDefinitions.grants.reaches(id, grants)];
  return new Set(
    all.flatMap(([right, grant]) => (typeof grant !== "string" && isAtRest(kinds, right, grant.when) ? [right] : [])),
  );
}

function closedTo({ access }: RolePagesNeeds, role: string, isWhole: boolean): RoleFacts["closed"] {
  const closed = (kind: Kind): number => [...kind.access.values()].filter((modes) => modes.has(role)).length;
  return access.kinds().flatMap((kind) => {
    const count = closed(kind);
    return count > 0 || isWhole ? { kind: kind.name, plural: kind.plural, count } : [];
  });
}

/** What modules that are on propose for the role and it does not have. */
async function proposalsFor(ctx: Context, needs: RolePagesNeeds, role: StandingRole): Promise<RoleFacts["proposals"]> {
  const has = needs.people.roleDefinitions.grants.reaches(role.id, role.grants);
  return (await modulesOn(needs)).flatMap(({ id, name, manifest }) => {
    const proposed = (manifest?.roles ?? []).filter((one) => one.role === role.id);
    const rights = proposed.flatMap(({ grants }) => Object.keys(grants)).filter((right) => !has.has(right));
    return rights.length > 0 ? { id, name: labelOf(name, languageOf(ctx)), rights } : [];
  });
}
