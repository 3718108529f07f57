// What somebody was refused stands in the trail: who tried what, and why not. A colleague who tries every door is seen that way.
import type { Context, Middleware } from "koa";
import type { Database } from "../db/database.ts";
import type { Actor } from "../kernel/actor.ts";
import { NotAllowed, NotFound } from "../kernel/errors.ts";
import type { Log } from "../kernel/log.ts";
import { writeAudit } from "./audit/write-audit.ts";
import { identified } from "./identify.ts";

/** Lines per person, hour and process; the last one says that it is. A trail that only grows must not be filled on purpose. */
const MOST = 100;
const HOUR = 3_600_000;

/** Stands right behind `identify`: whoever looks as somebody else is refused as themselves. */
export function tellRefusals(db: Database, log: Log): Middleware {
  const counts = new Map<string, { count: number; until: number }>();
  return async (ctx, next) => {
    const { actor } = identified(ctx);
    try {
      await next();
      const code: unknown = ctx.state[REFUSED];
      if (actor && typeof code === "string") await tell(actor, code);
    } catch (error) {
      const code = actor && refusalIn(ctx, error);
      if (code) await tell(actor, code);
      throw error;
    }
    async function tell(who: Actor, code: string): Promise<void> {
      const count = countOf(counts, who.id);
      if (count > MOST) return;
      const detail = { code, method: ctx.method, path: shown(ctx.path), ...(count === MOST && { last: true }) };
      await db
        .transaction(async (trx) => await writeAudit(trx, who, { action: "access.refused", detail }))
        .catch((error: unknown) => log.warn({ err: error, code }, "a refusal is not in the trail"));
    }
  };
}

/** Notes that one of several things was refused in a call that answers well on the whole; of such a call one line tells. */
export const noteRefused = (ctx: Context, code: string): void => void (ctx.state[REFUSED] ??= code);

const REFUSED = "refused";

// A form that was open for too long is no attempt. A record one does not see and one that does not exist are refused alike, so
// that the trail, too, tells them apart for nobody.
function refusalIn(ctx: Context, error: unknown): string | undefined {
  if (error instanceof NotAllowed) return error.code === "web.form_expired" ? undefined : error.code;
  const isWrite = !["GET", "HEAD", "OPTIONS"].includes(ctx.method);
  return isWrite && error instanceof NotFound && error.code === "records.not_found" ? error.code : undefined;
}

function countOf(counts: Map<string, { count: number; until: number }>, who: string): number {
  const now = Date.now();
  const known = counts.get(who);
  const counted = known && known.until > now ? known : { count: 0, until: now + HOUR };
  counted.count += 1;
  counts.set(who, counted);
  return counted.count;
}

/** Ids may be told, secrets in an address may not. */
const shown = (path: string): string =>
  path
    .split("/")
    .map((part) => (part.length > 36 ? "…" : part))
    .join("/")
    .slice(0, 200);
