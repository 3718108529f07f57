import type { RoleScopes } from "../security/rights.ts";

/** Rights beside the six general ones. Closing one's own deals is daily work; opening a closed one again is a manager's. */
export const dealRights: readonly (readonly [id: string, roles: RoleScopes])[] = [
  ["deals.close", { admin: "all", manager: "subtree", sales: "own" }],
  ["deals.reopen", { admin: "all", manager: "subtree" }],
  ["stages.force", { admin: "all" }],
];
