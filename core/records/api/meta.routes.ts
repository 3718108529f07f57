// What the API says about itself and its fields: the OpenAPI document, schemas, definitions, views, and the feed of changes.
import { Router } from "@koa/router";
import type { Context } from "koa";
import type { Words } from "../../i18n/words.ts";
import { may } from "../../kernel/actor.ts";
import { BadRequest, NotAllowed, NotFound } from "../../kernel/errors.ts";
import { isObject } from "../../kernel/json.ts";
import { actorOf, languageOf } from "../../web/context.ts";
import { queryIn, textIn } from "../../web/read.ts";
import type { CustomFields } from "../fields/custom-fields.ts";
import type { FieldSchema } from "../fields/field.ts";
import { changesAfter } from "./changes-feed.ts";
import { labelsIn } from "./label.ts";
import { openApiDocument } from "./openapi/document.ts";
import type { ApiPart } from "./openapi/parts.ts";
import { inputIn } from "./read-request.ts";
import type { ApiNeeds } from "./records.routes.ts";
import { type Label, recordSchema } from "./schema.ts";

export interface MetaNeeds extends ApiNeeds {
  readonly words: Words;
  readonly customFields: CustomFields;
  readonly publicUrl: string;
  readonly version: string;
  parts(): readonly ApiPart[];
}

export function metaApi(needs: MetaNeeds): Router {
  const { kinds, customFields, views } = needs;
  const router = new Router({ prefix: "/api/v1" });

  router.get("/openapi.json", (ctx) => {
    ctx.body = openApiDocument({
      kinds: kinds.all(),
      parts: needs.parts(),
      label: labelIn(ctx, needs.words),
      server: needs.publicUrl,
      version: needs.version,
    });
  });

  router.get("/schemas/:kind", (ctx) => {
    const kind = kinds.get(textIn(ctx, "kind"));
    if (!may(actorOf(ctx), `${kind.plural}.read`)) throw new NotFound("records.unknown_kind", { kind: kind.name });
    const $id = `${needs.publicUrl}/api/v1/schemas/${kind.name}`;
    ctx.body = {
      $schema: "https://json-schema.org/draft/2020-12/schema",
      $id,
      ...recordSchema(kind, labelIn(ctx, needs.words)),
    };
  });

  router.get("/fields", async (ctx) => {
    const kind = kinds.get(queryIn(ctx).get("kind"));
    if (!may(actorOf(ctx), `${kind.plural}.read`))
      throw new NotAllowed("security.not_allowed", { permission: `${kind.plural}.read` });
    ctx.body = { data: await customFields.list(kind.name), page: { next: null } };
  });

  router.post("/fields", async (ctx) => {
    const { kind, key, schema } = fieldIn(ctx);
    ctx.status = 201;
    ctx.body = await customFields.define(actorOf(ctx), kind, { key, schema });
  });

  router.patch("/fields/:id", async (ctx) => {
    const { schema, state } = inputIn(ctx);
    const id = textIn(ctx, "id");
    if (schema !== undefined) await customFields.reshape(actorOf(ctx), id, schema as FieldSchema);
    if (state === "archived") await customFields.archive(actorOf(ctx), id);
    if (state === "active") await customFields.bringBack(actorOf(ctx), id);
    ctx.status = 204;
  });

  router.get("/views", async (ctx) => {
    ctx.body = { data: await views.list(actorOf(ctx), kinds.get(queryIn(ctx).get("kind")).name), page: { next: null } };
  });

  router.get("/changes", async (ctx) => {
    const query = queryIn(ctx);
    const { data, next } = await changesAfter(needs, actorOf(ctx), {
      after: query.find("after"),
      types: query.find("types"),
    });
    ctx.body = { data, page: { next } };
  });

  return router;
}

function fieldIn(ctx: Context): { kind: string; key: string; schema: FieldSchema } {
  const { kind, key, schema, ...more } = inputIn(ctx);
  const strange = Object.keys(more)[0];
  if (strange !== undefined) throw new BadRequest("api.unknown_parameter", { name: strange.slice(0, 80) });
  if (typeof kind !== "string" || typeof key !== "string" || !isObject(schema)) throw new BadRequest("api.bad_field");
  return { kind, key, schema: schema as FieldSchema };
}

const labelIn = (ctx: Context, words: Words): Label => labelsIn(words, languageOf(ctx));
