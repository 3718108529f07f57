// Reads what came with a request. Where one text is expected there is one text, or the request is refused.
import type { Context } from "koa";
import { isId } from "../kernel/ids.ts";
import { BadRequest, NotFound } from "../kernel/errors.ts";
import { Values } from "./values.ts";

export interface ReadBody {
  readonly form?: Values;
  readonly json?: unknown;
}

/** The `:id` of the route that was matched; what cannot be an id does not exist. */
export function idIn(ctx: Context, name = "id"): string {
  const id = textIn(ctx, name);
  if (!isId(id)) throw new NotFound("web.not_found");
  return id;
}

/** Any other named part of the path. */
export function textIn(ctx: Context, name: string): string {
  const text: unknown = (ctx["params"] as Record<string, unknown> | undefined)?.[name];
  if (typeof text !== "string") throw new Error(`There is no :${name} in ${ctx.path}`);
  return text;
}

/** What stands behind the `?`. */
export const queryIn = (ctx: Context): Values => Values.parse(ctx.querystring);

/** The fields of a submitted form, without the hidden token. */
export function formIn(ctx: Context): Values {
  const { form } = bodyOf(ctx);
  if (!form) throw new BadRequest("web.form_expected");
  return form;
}

/** The JSON of the request. */
export function jsonIn(ctx: Context): unknown {
  const body = bodyOf(ctx);
  if (!("json" in body)) throw new BadRequest("web.json_expected");
  return body.json;
}

const bodyOf = (ctx: Context): ReadBody => (ctx.state["body"] as ReadBody | undefined) ?? {};
