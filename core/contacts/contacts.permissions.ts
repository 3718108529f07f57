import type { RoleScopes } from "../security/rights.ts";

/** Rights beside the six general ones, and the general ones that start differently. */
export const contactRights: readonly (readonly [id: string, roles: RoleScopes])[] = [
  ["contacts.merge", { admin: "all", manager: "team" }],
  ["companies.merge", { admin: "all", manager: "team" }],
  // Whoever sees a person sees their consents on the person's page; the list of all is for few.
  ["consents.read", { admin: "all" }],
  ["consents.create", { admin: "all", manager: "all", sales: "all" }],
];
