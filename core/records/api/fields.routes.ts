// The fields of this installation over REST: adding, changing, hiding them, and where each is used.
import { Router } from "@koa/router";
import type { Context } from "koa";
import { may } from "../../kernel/actor.ts";
import { BadRequest, NotAllowed } from "../../kernel/errors.ts";
import { isObject } from "../../kernel/json.ts";
import { actorOf } from "../../web/context.ts";
import { idIn, queryIn } from "../../web/read.ts";
import type { CustomField } from "../fields/custom-field.ts";
import type { CustomFields } from "../fields/custom-fields.ts";
import type { FieldSchema } from "../fields/field.ts";
import type { FieldEdit } from "../fields/life/edit.ts";
import type { Kind } from "../kind.ts";
import type { Kinds } from "../kinds.ts";
import { inputIn, neededIfMatch } from "./read-request.ts";

export interface FieldApiNeeds {
  readonly kinds: Kinds;
  readonly customFields: CustomFields;
}

export function fieldsApi({ kinds, customFields }: FieldApiNeeds): Router {
  const router = new Router({ prefix: "/api/v1/fields" });

  router.get("/", async (ctx) => {
    const kind = readable(ctx, kinds.seenBy(actorOf(ctx)).get(queryIn(ctx).get("kind")));
    const all = await customFields.listFor(actorOf(ctx), kind.name);
    ctx.body = { data: all.map(fieldAnswer), page: { next: null } };
  });

  router.post("/", async (ctx) => {
    const { kind, key, schema } = newFieldIn(ctx);
    answerField(ctx, await customFields.define(actorOf(ctx), kind, { key, schema }), 201);
  });

  router.get("/:id", async (ctx) => {
    const field = await customFields.of(actorOf(ctx), idIn(ctx));
    readable(ctx, kinds.seenBy(actorOf(ctx)).get(field.kind));
    answerField(ctx, field);
  });

  router.patch("/:id", async (ctx) => {
    const version = neededIfMatch(ctx);
    answerField(ctx, await customFields.change(actorOf(ctx), idIn(ctx), editIn(ctx), version));
  });

  router.delete("/:id", async (ctx) => {
    const [version, query] = [neededIfMatch(ctx), queryIn(ctx)];
    if (query.find("permanent") !== "true")
      return answerField(ctx, await customFields.archive(actorOf(ctx), idIn(ctx), version));
    await customFields.remove(actorOf(ctx), idIn(ctx), { key: query.text("key"), version });
    ctx.status = 204;
  });

  router.get("/:id/index", async (ctx) => {
    ctx.body = await customFields.indexState(actorOf(ctx), idIn(ctx));
  });

  router.post("/:id/index", async (ctx) => {
    ctx.status = 202;
    ctx.body = await customFields.tryIndexAgain(actorOf(ctx), idIn(ctx));
  });

  router.get("/:id/uses", async (ctx) => {
    const { kind, key } = await customFields.of(actorOf(ctx), idIn(ctx));
    const uses = await customFields.whereUsed(actorOf(ctx), kind, `custom.${key}`);
    ctx.body = { data: uses, page: { next: null } };
  });

  return router;
}

function readable(ctx: Context, kind: Kind): Kind {
  const permission = `${kind.plural}.read`;
  if (!may(actorOf(ctx), permission)) throw new NotAllowed("security.not_allowed", { permission });
  return kind;
}

const fieldAnswer = ({ generation: _, ...field }: CustomField) => field;

function answerField(ctx: Context, field: CustomField, status = 200): void {
  ctx.status = status;
  ctx.set("ETag", `"v${field.version}"`);
  ctx.set("Cache-Control", "private, no-cache");
  ctx.body = fieldAnswer(field);
}

function newFieldIn(ctx: Context): { kind: string; key: string; schema: FieldSchema } {
  const { kind, key, schema, ...more } = inputIn(ctx);
  refuseMore(more);
  if (typeof kind !== "string" || typeof key !== "string" || !isObject(schema)) throw new BadRequest("api.bad_field");
  return { kind, key, schema: schema as FieldSchema };
}

const flags = ["indexed", "unique"];
const editable = new Set(["key", "schema", "label", "help", "options", "position", "state", ...flags]);

function editIn(ctx: Context): FieldEdit {
  const edit = inputIn(ctx);
  refuseMore(Object.fromEntries(Object.entries(edit).filter(([name]) => !editable.has(name))));
  const { state } = edit;
  if (state !== undefined && state !== "active" && state !== "archived") throw new BadRequest("api.bad_field_state");
  for (const name of flags)
    if (edit[name] !== undefined && typeof edit[name] !== "boolean") throw new BadRequest("api.bad_flag", { name });
  return edit as FieldEdit;
}

function refuseMore(more: object): void {
  const strange = Object.keys(more)[0];
  if (strange !== undefined) throw new BadRequest("api.unknown_parameter", { name: strange.slice(0, 80) });
}
