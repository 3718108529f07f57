import type { Context } from "koa";
import type { ListText } from "../query/grammar.ts";
import type { Rec, RecordText } from "../record.ts";

/** One record with its ETag. */
export function answerRecord(ctx: Context, record: Rec, status = 200): void {
  answerVersion(ctx, { version: record.version, text: JSON.stringify(record) }, status);
}

/** The same of what is JSON already; 304 when the caller has this version. */
export function answerVersion(ctx: Context, { version, text }: RecordText, status = 200): void {
  ctx.status = status;
  ctx.set("ETag", `"v${version}"`);
  ctx.set("Cache-Control", "private, no-cache");
  answerText(ctx, text);
  if (status === 200 && ctx.method === "GET" && ctx.fresh) ctx.status = 304;
}

function answerText(ctx: Context, text: string): void {
  ctx.set("Content-Type", "application/json; charset=utf-8");
  ctx.body = text;
}

/** A page of records; the next one's address stands in the header too. */
export function answerPage(ctx: Context, { data, next, count }: ListText): void {
  ctx.set("Cache-Control", "private, no-cache");
  if (next && ctx.method === "GET") ctx.set("Link", `<${nextAddress(ctx, next)}>; rel="next"`);
  const page = { next, ...(count ? { count: count.number, exact: count.exact } : {}) };
  answerText(ctx, `{"data":${data},"page":${JSON.stringify(page)}}`);
}

function nextAddress(ctx: Context, next: string): string {
  const params = new URLSearchParams(ctx.querystring);
  params.set("after", next);
  return `${ctx.path}?${params}`;
}
