import type { RoleScopes } from "../security/rights.ts";

/** Rights beside the six general ones, and general ones that start differently. */
export const contactRights: readonly (readonly [id: string, roles: RoleScopes])[] = [
  // Everybody finds every customer, or the same one is entered twice; changing them stays with owner and team.
  ["contacts.read", { admin: "all", manager: "all", sales: "all" }],
  ["companies.read", { admin: "all", manager: "all", sales: "all" }],
  ["contacts.merge", { admin: "all", manager: "subtree" }],
  ["companies.merge", { admin: "all", manager: "subtree" }],
  // For good, with everything that was written down of them.
  ["contacts.erase", { admin: "all" }],
  ["companies.erase", { admin: "all" }],
  // Everybody sorts by these words; who makes them up is settled.
  ["classifiers.create", { admin: "all", manager: "all" }],
  ["classifiers.change", { admin: "all", manager: "all" }],
  // Whoever sees a person sees what is known about them on the person's page; the lists of all are for few.
  ["consents.read", { admin: "all" }],
  ["employments.read", { admin: "all" }],
];
