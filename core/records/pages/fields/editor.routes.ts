// Making and changing one field. The same form serves both; what it sends is what the REST API takes.
import { Router } from "@koa/router";
import { actorOf } from "../../../web/context.ts";
import { formIn, idIn, queryIn } from "../../../web/read.ts";
import { contextOf } from "../parts.ts";
import { checkView } from "../rules/check.view.ts";
import { draftedKind, saved, sentIn, show } from "./editing.routes.ts";
import { crumbs } from "./editor.view.ts";
import { newDraft } from "./field-draft.ts";
import { galleryView, isOffered } from "./gallery.ts";
import type { FieldPageNeeds } from "./needs.ts";

export function editorRoutes(needs: FieldPageNeeds): Router {
  const { kinds, customFields, pages } = needs;
  const router = new Router();

  router.get("/new", async (ctx) => {
    const query = queryIn(ctx);
    const kind = kinds.seenBy(actorOf(ctx)).get(query.get("kind"));
    const draft = newDraft(kind.name, query.text("type"));
    if (isOffered(query.text("type"))) return await show(needs, ctx, { kind, draft, field: undefined });
    const { reader } = await contextOf(needs, ctx);
    const head = { title: reader.say("fields.new"), where: reader.say("fields.title") };
    const view = { ...head, breadcrumb: crumbs(kind, reader), groups: galleryView(kind, reader) };
    pages.show(ctx, "field-editor/gallery", view);
  });

  router.post("/new", async (ctx) => {
    await saved(needs, ctx, await sentIn(needs, ctx, kinds.seenBy(actorOf(ctx)).get(formIn(ctx).get("kind"))));
  });

  // What is said about a condition while it is written; `box` names the one that is asked about.
  router.post("/check", async (ctx) => {
    const { reader } = await contextOf(needs, ctx);
    const at = await sentIn(needs, ctx, kinds.seenBy(actorOf(ctx)).get(formIn(ctx).get("kind")));
    const source = formIn(ctx).text(`${queryIn(ctx).get("box")}.condition`);
    pages.part(ctx, "records/rules/_check", { check: checkView(source, draftedKind(needs, ctx, at), reader) });
  });

  router.get("/:id", async (ctx) => {
    const field = await customFields.of(actorOf(ctx), idIn(ctx));
    await show(needs, ctx, {
      kind: kinds.seenBy(actorOf(ctx)).get(field.kind),
      draft: { ...field, text: null },
      field,
    });
  });

  router.post("/:id", async (ctx) => {
    const field = await customFields.of(actorOf(ctx), idIn(ctx));
    await saved(needs, ctx, { ...(await sentIn(needs, ctx, kinds.seenBy(actorOf(ctx)).get(field.kind))), field });
  });

  return router;
}
