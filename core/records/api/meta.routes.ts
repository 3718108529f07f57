// What the API says about itself: the OpenAPI document, schemas, views, and the feed of changes.
import { Router } from "@koa/router";
import type { Context } from "koa";
import type { Words } from "../../i18n/words.ts";
import { may } from "../../kernel/actor.ts";
import { NotFound } from "../../kernel/errors.ts";
import { actorOf, languageOf } from "../../web/context.ts";
import { queryIn, textIn } from "../../web/read.ts";
import { isOpenFor, withColumnsOf } from "../views/seen-view.ts";
import { changesAfter } from "./changes-feed.ts";
import { labelsIn } from "./label.ts";
import { openApiDocument } from "./openapi/document.ts";
import type { ApiPart } from "./openapi/parts.ts";
import type { ApiNeeds } from "./records.routes.ts";
import { type Label, recordSchema } from "./schema.ts";

export interface MetaNeeds extends ApiNeeds {
  readonly words: Words;
  readonly publicUrl: string;
  readonly version: string;
  parts(): readonly ApiPart[];
}

export function metaApi(needs: MetaNeeds): Router {
  const { kinds, views } = needs;
  const router = new Router({ prefix: "/api/v1" });

  router.get("/openapi.json", (ctx) => {
    ctx.body = openApiDocument({
      kinds: kinds.seenBy(actorOf(ctx)).all(),
      parts: needs.parts(),
      label: labelIn(ctx, needs.words),
      server: needs.publicUrl,
      version: needs.version,
    });
  });

  router.get("/schemas/:kind", (ctx) => {
    const kind = kinds.seenBy(actorOf(ctx)).get(textIn(ctx, "kind"));
    if (!may(actorOf(ctx), `${kind.plural}.read`)) throw new NotFound("records.unknown_kind", { kind: kind.name });
    const $id = `${needs.publicUrl}/api/v1/schemas/${kind.name}`;
    ctx.body = {
      $schema: "https://json-schema.org/draft/2020-12/schema",
      $id,
      ...recordSchema(kind, labelIn(ctx, needs.words)),
    };
  });

  router.get("/views", async (ctx) => {
    const kind = kinds.seenBy(actorOf(ctx)).get(queryIn(ctx).get("kind"));
    const all = await views.list(actorOf(ctx), kind.name);
    const data = all.filter((view) => isOpenFor(kind, view)).map((view) => withColumnsOf(kind, view));
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
