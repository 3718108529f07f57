// Whoever is not among those who have a module learns that, instead of being told that a right is missing: nobody could give it.
import type { Middleware } from "koa";
import { AppError, NotAllowed, NotFound } from "../kernel/errors.ts";
import { identified } from "../security/identify.ts";
import type { Permissions } from "../security/rights.ts";

export function audience(permissions: Pick<Permissions, "isWithheld">): Middleware {
  return async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      const { actor } = identified(ctx);
      const right = rightIn(error);
      const isAway = actor !== undefined && right !== undefined && permissions.isWithheld(right, actor);
      throw isAway ? new NotFound("plugins.module_not_enabled", {}, { cause: error }) : error;
    }
  };
}

/** The right that was missing. */
function rightIn(error: unknown): string | undefined {
  const isRefusal = error instanceof NotAllowed || error instanceof NotFound;
  const right = isRefusal ? (error as AppError).values["permission"] : undefined;
  return typeof right === "string" ? right : undefined;
}
