// Everybody sees who works here; only administrators decide who that is.
import type { RoleScopes } from "../security/rights.ts";
import { changeRoles } from "./role-definitions.ts";
import { assignRoles } from "./roles.ts";
import { VIEW_AS } from "./view-as.ts";

const everybody: RoleScopes = { admin: "all", manager: "all", sales: "all" };
const administrators: RoleScopes = { admin: "all" };

const writing = ["create", "change", "delete", "export", "import"];

/** The rights about people, teams and the company, with the roles that have them from the start. */
export const peopleRights: readonly (readonly [string, RoleScopes])[] = [
  ["users.read", everybody],
  ["teams.read", everybody],
  ...["users", "teams"].flatMap((plural) => writing.map((action) => [`${plural}.${action}`, administrators] as const)),
  [assignRoles, administrators],
  ["roles.read", administrators],
  [changeRoles, administrators],
  [VIEW_AS, administrators],
  ["company.change", administrators],
];
