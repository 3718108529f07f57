// A field that comes with the product: what it is stands, its rules and who sees it are the company's.
import { Router } from "@koa/router";
import type { Context } from "koa";
import { AppError, NotFound } from "../../../kernel/errors.ts";
import { actorOf, messageTo, say } from "../../../web/context.ts";
import { formIn, textIn } from "../../../web/read.ts";
import { Outdated } from "../../definitions/outdated.ts";
import { fieldLabel } from "../labels.ts";
import { contextOf, paramsFrom } from "../parts.ts";
import { checkView } from "../rules/check.view.ts";
import { aboutFieldView, type AboutField, atPresent, wishesAbout } from "./about-field.ts";
import { HOME } from "./editor.view.ts";
import type { FieldPageNeeds } from "./needs.ts";
import { productFieldView, productPath } from "./product.view.ts";
import { sentences } from "./sentences.ts";
import { accessWish, standingOf } from "./standing.ts";
import { usesView } from "./uses.view.ts";

export function productRoutes(needs: FieldPageNeeds): Router {
  const router = new Router();

  router.get("/of/:kind/:path", async (ctx) => await show(needs, ctx, await aboutIn(needs, ctx)));

  router.post("/of/:kind/:path", async (ctx) => {
    const about = { ...(await aboutIn(needs, ctx)), typed: paramsFrom(formIn(ctx)) };
    const { reader } = await contextOf(needs, ctx);
    try {
      await needs.whole.save(reader.actor, {
        kind: about.kind.name,
        field: about.field.path,
        rules: wishesAbout(about, reader),
        access: accessWish(about.standing, about.typed),
      });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const typed = error instanceof Outdated ? atPresent(about.typed, about.standing) : about.typed;
      return await show(needs, ctx, { ...about, typed }, sentences(ctx, error));
    }
    messageTo(ctx, say(ctx, "fields.changed", { label: fieldLabel(about.field, reader) }));
    needs.pages.go(ctx, `${HOME}?kind=${about.kind.name}`);
  });

  router.post("/of/:kind/:path/check/:box", async (ctx) => {
    const { kind } = await aboutIn(needs, ctx);
    const { reader } = await contextOf(needs, ctx);
    const source = formIn(ctx).text(`${textIn(ctx, "box")}.condition`);
    needs.pages.part(ctx, "records/rules/_check", { check: checkView(source, kind, reader) });
  });

  return router;
}

async function aboutIn(needs: FieldPageNeeds, ctx: Context): Promise<AboutField> {
  const kind = needs.kinds.seenBy(actorOf(ctx)).get(textIn(ctx, "kind"));
  const field = kind.fields.find(({ path, custom }) => !custom && path === textIn(ctx, "path"));
  if (!field) throw new NotFound("fields.not_found");
  const { reader } = await contextOf(needs, ctx);
  const standing = await standingOf(needs, reader, kind, field.path);
  return { kind, field, typed: undefined, standing, checkAt: `${productPath(kind, field)}/check/` };
}

async function show(
  needs: FieldPageNeeds,
  ctx: Context,
  about: AboutField,
  problems: readonly string[] = [],
): Promise<void> {
  const { kind, field } = about;
  const { reader } = await contextOf(needs, ctx);
  const uses = await usesView(needs, reader.actor, { kind: kind.name, path: field.path, id: null }, reader);
  if (problems.length > 0) ctx.status = 422;
  const view = { ...productFieldView(kind, field, reader), about: aboutFieldView(about, reader), uses, problems };
  needs.pages.show(ctx, "field-editor/product", view);
}
