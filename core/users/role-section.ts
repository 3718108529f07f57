import type { Problem } from "../kernel/errors.ts";
import { isObject, sameJson } from "../kernel/json.ts";
import {
  type Change,
  type Create,
  type Difference,
  type Grade,
  itemProblem,
  type Section,
} from "../records/configuration/section.ts";
import type { Named } from "../records/configuration/named.ts";
import { pointerOf } from "../records/store/validate.ts";
import { isGrant, type RoleDefinition } from "./role.ts";
import type { RoleDefinitions } from "./role-definitions.ts";

type Role = Omit<RoleDefinition, "id">;

/** Roles with what the company has changed of their rights. Administrators are the same everywhere and not part of it. */
export function roleSection(roles: RoleDefinitions, named: Named): Section {
  return {
    name: "roles",
    // A condition may look at fields, and name stages, that the same document brings.
    order: 44,
    read: async () => {
      const own = (await roles.list()).filter(({ id }) => id !== "admin");
      return new Map(await Promise.all(own.map(async ({ id, ...role }) => [id, await named.byName(role)] as const)));
    },
    check: (difference, coming) => problemsOf(difference, (right) => coming.has(right) || roles.grants.isRight(right)),
    grade: gradeOf,
    write: async (actor, { name, after }) =>
      await roles.define(actor, { id: name, ...((await named.byId(after)) as unknown as Role) }),
  };
}

function problemsOf({ name, after }: Create | Change, isRight: (id: string) => boolean): readonly Problem[] {
  if (!/^[a-z][a-z0-9-]{0,40}$/.test(name) || name === "admin")
    return [itemProblem("", "configuration.bad_name", { name })];
  if (!isRole(after)) return [itemProblem("", "configuration.bad_item", { known: "name, position, grants" })];
  return Object.entries(after.grants).flatMap(([right, grant]) =>
    isRight(right) && isGrant(grant)
      ? []
      : [itemProblem(`/grants${pointerOf(right)}`, "configuration.unknown_right", { right })],
  );
}

function isRole(item: unknown): item is Role {
  if (!isObject(item) || !isObject(item["grants"]) || !Number.isInteger(item["position"])) return false;
  const named = item["name"] === null || (typeof item["name"] === "string" && item["name"].length <= 80);
  return named && Object.keys(item).every((key) => ["name", "position", "grants"].includes(key));
}

/** Less reach may stop somebody's work; a new name does not. */
function gradeOf(difference: Difference): Grade {
  if (difference.action !== "change") return "safe";
  const [before, after] = [difference.before as unknown as Role, difference.after as unknown as Role];
  return sameJson(before.grants, after.grants) ? "safe" : "breaking";
}
