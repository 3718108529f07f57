import type { Context } from "koa";
import { say } from "../../web/context.ts";
import type { Manifest } from "../manifest/manifest.ts";
import { labelIn } from "../pages/modules.view.ts";
import type { Proposal } from "./proposals.ts";

/** Role by role: what it would be able to do, and how far that reaches. */
export function proposalsView(ctx: Context, manifest: Manifest, proposals: readonly Proposal[]) {
  return proposals.map(({ role, name, grants }) => ({
    role,
    name: name ?? say(ctx, `users.role.${role}`),
    grants: Object.entries(grants).map(([right, scope]) => ({
      right: rightName(ctx, manifest, right),
      reach: say(ctx, `users.reach.${scope}`),
    })),
  }));
}

/** "Visits: change", or what the manifest calls a right of its own. */
function rightName(ctx: Context, { permissions = [] }: Manifest, right: string): string {
  const own = permissions.find(({ id }) => id === right);
  if (own) return labelIn(ctx, own.label);
  const [plural = "", action = ""] = right.split(".");
  return `${say(ctx, `${plural}.many`)}: ${say(ctx, `users.right.${action}`)}`;
}
