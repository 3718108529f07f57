// What the API says about itself: the OpenAPI document, schemas, views, and the feed of changes.
import { Router } from "@koa/router";
import type { Context } from "koa";
import type { Words } from "../../i18n/words.ts";
import { may } from "../../kernel/actor.ts";
import { BadRequest, NotFound } from "../../kernel/errors.ts";
import { actorOf, languageOf } from "../../web/context.ts";
import { queryIn, textIn } from "../../web/read.ts";
import { isOpenFor, viewSeen } from "../views/seen-view.ts";
import type { Kind } from "../kind.ts";
import { changesAfter } from "./changes-feed.ts";
import { labelsIn } from "./label.ts";
import { openApiDocument } from "./openapi/document.ts";
import { type ApiPart, partsFor } from "./openapi/parts.ts";
import type { ApiNeeds } from "./records.routes.ts";
import { inputSchema, type JsonSchema, type Label, recordSchema } from "./schema.ts";

export interface MetaNeeds extends ApiNeeds {
  readonly words: Words;
  readonly publicUrl: string;
  readonly version: string;
  parts(): readonly ApiPart[];
}

/** What a schema may be asked for: an answer, or what is sent. */
const schemas: Readonly<Record<string, (kind: Kind, label: Label) => JsonSchema>> = {
  "": recordSchema,
  create: (kind, label) => inputSchema(kind, label, "create"),
  change: (kind, label) => inputSchema(kind, label, "change"),
};

export function metaApi(needs: MetaNeeds): Router {
  const { kinds, views } = needs;
  const router = new Router({ prefix: "/api/v1" });

  router.get("/openapi.json", (ctx) => {
    ctx.body = openApiDocument({
      kinds: kinds.seenBy(actorOf(ctx)).all(),
      parts: partsFor(actorOf(ctx), needs.parts()),
      label: labelIn(ctx, needs.words),
      server: needs.publicUrl,
      version: needs.version,
    });
  });

  router.get("/schemas/:kind", (ctx) => {
    const kind = kinds.seenBy(actorOf(ctx)).get(textIn(ctx, "kind"));
    if (!may(actorOf(ctx), `${kind.plural}.read`)) throw new NotFound("records.unknown_kind", { kind: kind.name });
    const wanted = queryIn(ctx).text("for");
    const describe = Object.hasOwn(schemas, wanted) ? schemas[wanted] : undefined;
    if (!describe) throw new BadRequest("api.bad_schema_use", { use: wanted.slice(0, 40) });
    const $id = `${needs.publicUrl}/api/v1/schemas/${kind.name}${wanted && `?for=${wanted}`}`;
    const $schema = "https://json-schema.org/draft/2020-12/schema";
    ctx.body = { $schema, $id, ...describe(kind, labelIn(ctx, needs.words)) };
  });

  router.get("/views", async (ctx) => {
    const kind = kinds.seenBy(actorOf(ctx)).get(queryIn(ctx).get("kind"));
    const all = await views.list(actorOf(ctx), kind.name);
    const data = all.filter((view) => isOpenFor(kind, view)).map((view) => viewSeen(kind, view));
    ctx.body = { data, page: { next: null } };
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

const labelIn = (ctx: Context, words: Words): Label => labelsIn(words, languageOf(ctx));
