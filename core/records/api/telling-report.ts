import type { Context, Middleware, Next } from "koa";
import type { Queryable } from "../../db/database.ts";
import { writeAudit } from "../../security/audit/write-audit.ts";
import { actorOf } from "../../web/context.ts";
import { queryIn } from "../../web/read.ts";

const LONGEST = 500;

/** Writes down that somebody ran a report over records of a kind, and what they asked; the pages after the first belong to it. */
export const tellingReport =
  (db: Queryable, report: string, kind: string | ((ctx: Context) => string | undefined)): Middleware =>
  async (ctx: Context, next: Next) => {
    await next();
    if (ctx.status >= 400 || queryIn(ctx).has("after")) return;
    const named = typeof kind === "string" ? kind : kind(ctx);
    const detail = { report, asked: ctx.querystring.slice(0, LONGEST) };
    await writeAudit(db, actorOf(ctx), { action: "report.run", ...(named && { kind: named }), detail });
  };
