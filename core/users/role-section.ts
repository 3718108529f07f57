import type { Scope } from "../kernel/actor.ts";
import type { Problem } from "../kernel/errors.ts";
import { isObject, type Json, sameJson } from "../kernel/json.ts";
import {
  type Change,
  type Create,
  type Difference,
  type Grade,
  itemProblem,
  type Section,
} from "../records/configuration/section.ts";
import { pointerOf } from "../records/store/validate.ts";
import type { RoleDefinition, RoleDefinitions } from "./role-definitions.ts";

type Role = Omit<RoleDefinition, "id">;

const scopes: readonly unknown[] = ["none", "own", "team", "all"] satisfies readonly Scope[];

/** Roles with what the company has changed of their rights. Administrators are the same everywhere and not part of it. */
export function roleSection(roles: RoleDefinitions): Section {
  return {
    name: "roles",
    order: 10,
    read: async () => {
      const own = (await roles.list()).filter(({ id }) => id !== "admin");
      return new Map(own.map(({ id, ...role }) => [id, role as unknown as Json]));
    },
    check: (difference, coming) => problemsOf(difference, (right) => coming.has(right) || roles.isRight(right)),
    grade: gradeOf,
    write: async (actor, { name, after }) => await roles.define(actor, { id: name, ...(after as unknown as Role) }),
  };
}

function problemsOf({ name, after }: Create | Change, isRight: (id: string) => boolean): readonly Problem[] {
  if (!/^[a-z][a-z0-9-]{0,40}$/.test(name) || name === "admin")
    return [itemProblem("", "configuration.bad_name", { name })];
  if (!isRole(after)) return [itemProblem("", "configuration.bad_item", { known: "name, position, grants" })];
  return Object.entries(after.grants).flatMap(([right, scope]) =>
    isRight(right) && scopes.includes(scope)
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
