// Tells programs how much they may ask, with every answer, so that they can slow down before they have to
// (draft-ietf-httpapi-ratelimit-headers-11).
import type { Middleware } from "koa";
import { TooMany } from "../kernel/errors.ts";
import { type Cost, costOf, costs } from "./cost.ts";
import { identified } from "./identify.ts";
import type { Quotas, Standing } from "./quotas.ts";

/** The token has used up its calls of one class for now. */
class QuotaUsedUp extends TooMany {
  override get extra(): Readonly<Record<string, unknown>> {
    return { "violated-policies": [this.values["cost"]] };
  }
}

/** Stands behind `identify`. Sessions of people are not limited here: their browsers ask as fast as people click. */
export function limitCalls(quotas: Quotas): Middleware {
  const policies = new Map(costs.map((cost) => [cost, policyOf(cost, quotas)]));
  return (ctx, next) => {
    const token = identified(ctx).actor?.tokenId;
    if (token !== undefined) {
      const cost = costOf(ctx.method, ctx.path, ctx.querystring);
      const standing = quotas.take(token, cost);
      if (standing) {
        ctx.set("RateLimit-Policy", policies.get(cost) as string);
        ctx.set("RateLimit", `"${cost}";r=${Math.max(0, standing.left)};t=${standing.seconds}`);
        if (standing.left < 0) throw usedUp(cost, standing);
      }
    }
    return next();
  };
}

const usedUp = (cost: Cost, { limit, seconds }: Standing): QuotaUsedUp =>
  new QuotaUsedUp("security.quota_used_up", { cost, limit, seconds });

const policyOf = (cost: Cost, { settings }: Quotas): string => `"${cost}";q=${settings[cost]};w=${settings.window}`;
