// What REST requests carry besides their JSON: which version they are based on, which record they mean.
import type { Context } from "koa";
import { BadRequest, NotFound } from "../../kernel/errors.ts";
import { isObject } from "../../kernel/json.ts";
import { actorOf } from "../../web/context.ts";
import { jsonIn, queryIn, textIn } from "../../web/read.ts";
import type { Kind } from "../kind.ts";
import type { Kinds } from "../kinds.ts";
import type { ListQuery } from "../query/grammar.ts";
import { listQueryFrom } from "../query/parse-query.ts";
import type { Input } from "../record.ts";

/** Where the REST of a kind stands: what an administrator defined has a place of its own, so that no later path of ours is taken. */
export const apiPathOf = ({ own, plural }: Pick<Kind, "own" | "plural">): string =>
  own ? `/api/v1/objects/${plural}` : `/api/v1/${plural}`;

/** The kind named in the path as whoever asks sees it, where its REST stands; undefined when the name is none's. */
export function kindIn(ctx: Context, kinds: Kinds): Kind | undefined {
  const kind = kinds.seenBy(actorOf(ctx)).byPlural(textIn(ctx, "plural"));
  return kind && ctx.path.startsWith(apiPathOf(kind)) ? kind : undefined;
}

export function inputIn(ctx: Context): Input {
  const body = jsonIn(ctx);
  if (!isObject(body)) throw new BadRequest("api.object_expected");
  return body;
}

/** The version of `If-Match: "v42"`; undefined without the header or with `*`. */
export function ifMatch(ctx: Context): number | undefined {
  const header = ctx.get("If-Match").trim();
  if (header === "" || header === "*") return undefined;
  const found = /^"v(\d{1,9})"$/.exec(header);
  if (!found) throw new BadRequest("api.bad_if_match", { header: header.slice(0, 60) });
  return Number(found[1]);
}

/** What is changed only by who knows what stands there now. */
export class VersionNeeded extends BadRequest {
  override readonly status = 428;
}

/** The same for definitions, where the header is needed; undefined for `*`, which is whatever stands there. */
export function neededIfMatch(ctx: Context, code = "definitions.version_needed"): number | undefined {
  if (ctx.get("If-Match").trim() === "") throw new VersionNeeded(code);
  return ifMatch(ctx);
}

/** The same for a record, where the header is needed if its kind says so. */
export const versionIn = (ctx: Context, { versionNeeded }: Pick<Kind, "versionNeeded">): number | undefined =>
  versionNeeded ? neededIfMatch(ctx, "records.version_needed") : ifMatch(ctx);

/** Only names that mean something: a misspelt parameter would otherwise be dropped in silence. */
const known = /^(q|sort|limit|after|fields|include|count|trash|view|filter\[.*)$/;

export function listQueryIn(ctx: Context): ListQuery {
  const pairs = queryIn(ctx).entries();
  const strange = pairs.find(([name]) => !known.test(name));
  if (strange) throw new BadRequest("api.unknown_parameter", { name: strange[0].slice(0, 80) });
  return listQueryFrom(pairs);
}

const queryKeys = new Set(["filter", "q", "sort", "limit", "after", "fields", "include", "count", "trash"]);

/** A list query as the body of `POST /…/query`. */
export const queryBodyIn = (ctx: Context): ListQuery => queryFrom(inputIn(ctx));

const sortKeys = new Set(["field", "direction"]);
const isSort = (one: unknown): boolean => isObject(one) && Object.keys(one).every((key) => sortKeys.has(key));

/** A list query in JSON, wherever it stands. */
export function queryFrom(body: Input): ListQuery {
  const strange = Object.keys(body).find((key) => !queryKeys.has(key));
  if (strange) throw new BadRequest("api.unknown_parameter", { name: strange.slice(0, 80) });
  const lists = [body["fields"], body["include"]];
  const fine = lists.every(
    (list) => list === undefined || (Array.isArray(list) && list.every((one) => typeof one === "string")),
  );
  const sorts = body["sort"] === undefined || (Array.isArray(body["sort"]) && body["sort"].every(isSort));
  const after = body["after"] === undefined || typeof body["after"] === "string";
  if (!fine || !sorts || !after) throw new BadRequest("api.bad_query");
  return body as ListQuery;
}

export function idIn(ctx: Context, kind: Kind): string {
  const id = textIn(ctx, "id");
  if (!/^[0-9a-f-]{36}$/.test(id)) throw new NotFound("records.not_found", { kind: kind.name });
  return id;
}

/** `include=company,owner` and `fields=id,name` of a single record. */
export function readOptionsIn(ctx: Context): { fields?: string[] | undefined; include?: string[] | undefined } {
  const { fields, include } = listQueryIn(ctx);
  return { fields: fields as string[] | undefined, include: include as string[] | undefined };
}
