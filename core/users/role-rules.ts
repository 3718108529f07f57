import type { Problem } from "../kernel/errors.ts";
import { builtIn, type RoleDefinition } from "./role.ts";
import { brokenRules, isLong } from "./rules.ts";

/** What is wrong with a role's name: each role has one, its own, and those of the product keep theirs. */
export function checkRole(
  roles: readonly RoleDefinition[],
  { id, name }: { readonly id?: string; readonly name: string },
): readonly Problem[] {
  const same = (other: string | null): boolean => other?.toLowerCase() === name.trim().toLowerCase();
  return brokenRules([
    [name.trim() === "", "name", "required"],
    [isLong(name, 80), "name", "too_long", { maximum: 80 }],
    [id !== undefined && builtIn.includes(id), "name", "role_name_stays"],
    [roles.some((role) => role.id !== id && same(role.name)), "name", "role_name_taken"],
  ]);
}
