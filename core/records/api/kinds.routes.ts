// Kinds that administrators define, over REST: what there are, and making, changing, putting away, bringing back, erasing them.
import { Router } from "@koa/router";
import type { Context } from "koa";
import { type Actor, may } from "../../kernel/actor.ts";
import { BadRequest, NotFound } from "../../kernel/errors.ts";
import { isObject } from "../../kernel/json.ts";
import { actorOf } from "../../web/context.ts";
import { queryIn, textIn } from "../../web/read.ts";
import type { NewField } from "../fields/add-field.ts";
import type { OwnKind } from "../own-kinds/own-kind.ts";
import { CHANGE_KINDS, type OwnKinds } from "../own-kinds/own-kinds.ts";
import { inputIn, neededIfMatch } from "./read-request.ts";

export function kindsApi(ownKinds: OwnKinds): Router {
  const router = new Router({ prefix: "/api/v1/kinds" });

  router.get("/", async (ctx) => {
    const data = (await ownKinds.list()).filter((kind) => mayKnow(actorOf(ctx), kind)).map(kindAnswer);
    ctx.body = { data, page: { next: null } };
  });

  router.post("/", async (ctx) => {
    const { name, plural, fields = [], ...plan } = inputIn(ctx);
    answer(ctx, await ownKinds.define(actorOf(ctx), { name, plural, fields: fieldsFrom(fields), plan }), 201);
  });

  router.get("/:name", async (ctx) => {
    const kind = await ownKinds.get(textIn(ctx, "name"));
    if (!mayKnow(actorOf(ctx), kind)) throw new NotFound("kinds.not_found", { name: kind.name });
    answer(ctx, kind);
  });

  router.patch("/:name", async (ctx) => {
    const version = neededIfMatch(ctx);
    const { state, ...said } = inputIn(ctx);
    answer(ctx, await changed(ctx, ownKinds, { state, said, version }));
  });

  router.delete("/:name", async (ctx) => {
    const name = textIn(ctx, "name");
    if (queryIn(ctx).find("permanent") !== "true")
      return answer(ctx, await ownKinds.archive(actorOf(ctx), name, neededIfMatch(ctx)));
    await ownKinds.erase(actorOf(ctx), name, queryIn(ctx).find("name"));
    ctx.status = 204;
  });

  return router;
}

/** Whoever defines kinds knows them all, others those whose records they may read. */
const mayKnow = (actor: Actor, { state, plural }: OwnKind): boolean =>
  may(actor, CHANGE_KINDS) || (state === "active" && may(actor, `${plural}.read`));

const kindAnswer = ({ storage: _, ...kind }: OwnKind) => kind;

function answer(ctx: Context, kind: OwnKind, status = 200): void {
  ctx.status = status;
  ctx.set("ETag", `"v${kind.version}"`);
  ctx.set("Cache-Control", "private, no-cache");
  if (status === 201) ctx.set("Location", `/api/v1/kinds/${kind.name}`);
  ctx.body = kindAnswer(kind);
}

interface Said {
  readonly state: unknown;
  readonly said: Readonly<Record<string, unknown>>;
  readonly version: number | undefined;
}

/** A state stands alone: what else would change with it could not be said in one sentence. */
async function changed(ctx: Context, ownKinds: OwnKinds, { state, said, version }: Said): Promise<OwnKind> {
  const [actor, name] = [actorOf(ctx), textIn(ctx, "name")];
  if (state === undefined) return await ownKinds.change(actor, name, said, { version });
  if (Object.keys(said).length > 0 || (state !== "active" && state !== "archived"))
    throw new BadRequest("api.bad_kind_state");
  return await (state === "archived" ? ownKinds.archive : ownKinds.bringBack).call(ownKinds, actor, name, version);
}

function fieldsFrom(fields: unknown): readonly NewField[] {
  const fine = Array.isArray(fields) && fields.every((field) => isObject(field) && isObject(field["schema"]));
  const known =
    fine && fields.every((field: object) => Object.keys(field).every((word) => word === "key" || word === "schema"));
  if (!known) throw new BadRequest("api.bad_kind_fields");
  return fields as NewField[];
}
