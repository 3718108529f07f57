// Where an administrator sees every field of a kind, hides own ones and brings them back.
import { Router } from "@koa/router";
import type { Context } from "koa";
import { may } from "../../../kernel/actor.ts";
import { NotAllowed, NotFound } from "../../../kernel/errors.ts";
import { actorOf, messageTo, say } from "../../../web/context.ts";
import { idIn, queryIn, textIn } from "../../../web/read.ts";
import type { Kinds } from "../../kinds.ts";
import { contextOf } from "../parts.ts";
import { editorRoutes } from "./editor.routes.ts";
import { HOME } from "./editor.view.ts";
import { fieldsView, productFieldView } from "./fields.view.ts";
import type { FieldPageNeeds } from "./needs.ts";
import { usesView } from "./uses.view.ts";

export function fieldRoutes(needs: FieldPageNeeds): Router {
  const { kinds, customFields, pages } = needs;
  const router = new Router({ prefix: HOME });
  const shown = kindsWithFields(kinds);

  router.use(async (ctx, next) => {
    if (!may(actorOf(ctx), "fields.change"))
      throw new NotAllowed("security.not_allowed", { permission: "fields.change" });
    await next();
  });

  router.get("/", async (ctx) => {
    const query = queryIn(ctx);
    const { reader } = await contextOf(needs, ctx);
    const kind = kinds.get(query.text("kind") || (shown()[0]?.name ?? ""));
    const page = Math.max(1, Number.parseInt(query.text("page"), 10) || 1);
    const facts = { kinds: shown(), kind, own: await customFields.list(kind.name), q: query.text("q"), page };
    pages.show(ctx, "field-editor/list", fieldsView(facts, reader));
  });

  router.get("/of/:kind/:path", async (ctx) => {
    const { reader } = await contextOf(needs, ctx);
    const kind = kinds.get(textIn(ctx, "kind"));
    const field = kind.fields.find(({ path, custom }) => !custom && path === textIn(ctx, "path"));
    if (!field) throw new NotFound("fields.not_found");
    const uses = await usesView(needs, actorOf(ctx), { kind: kind.name, path: field.path, id: null }, reader);
    const view = { ...productFieldView(kind, field, reader), uses };
    pages.show(ctx, "field-editor/product", view);
  });

  router.post("/:id/archive", async (ctx) => await hidden(ctx, true));
  router.post("/:id/restore", async (ctx) => await hidden(ctx, false));

  async function hidden(ctx: Context, away: boolean): Promise<void> {
    const [actor, id] = [actorOf(ctx), idIn(ctx)];
    const { kind } = await (away ? customFields.archive(actor, id) : customFields.bringBack(actor, id));
    messageTo(ctx, say(ctx, away ? "fields.archived" : "fields.back"));
    pages.go(ctx, `${HOME}?kind=${kind}`);
  }

  const editor = editorRoutes(needs);
  router.use(editor.routes());
  return router;
}

const kindsWithFields = (kinds: Kinds) => () =>
  kinds.all().filter((kind) => kind.pages !== false && kind.customFields !== false);
