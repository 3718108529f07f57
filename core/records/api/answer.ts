import type { Context } from "koa";
import type { ListPage } from "../query/grammar.ts";
import type { Rec } from "../record.ts";

/** One record with its ETag; 304 when the caller has this version. */
export function answerRecord(ctx: Context, record: Rec, status = 200): void {
  ctx.status = status;
  ctx.set("ETag", `"v${record.version}"`);
  ctx.set("Cache-Control", "private, no-cache");
  ctx.body = record;
  if (status === 200 && ctx.method === "GET" && ctx.fresh) ctx.status = 304;
}

/** A page of records; the next one's address stands in the header too. */
export function answerPage(ctx: Context, { data, next, count }: ListPage<unknown>): void {
  ctx.set("Cache-Control", "private, no-cache");
  if (next && ctx.method === "GET") ctx.set("Link", `<${nextAddress(ctx, next)}>; rel="next"`);
  ctx.body = { data, page: { next, ...(count ? { count: count.number, exact: count.exact } : {}) } };
}

function nextAddress(ctx: Context, next: string): string {
  const params = new URLSearchParams(ctx.querystring);
  params.set("after", next);
  return `${ctx.path}?${params}`;
}
