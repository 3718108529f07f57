// The pages of a change of type: try, look, carry out, take back.
import { Router } from "@koa/router";
import type { Context } from "koa";
import { AppError } from "../../../kernel/errors.ts";
import { actorOf } from "../../../web/context.ts";
import { formIn, idIn } from "../../../web/read.ts";
import type { Values } from "../../../web/values.ts";
import type { FieldSchema } from "../../fields/field.ts";
import { misfitLines } from "../../fields/life/type-change/misfit-lines.ts";
import { needsCurrency, needsFactor } from "../../fields/life/type-change/conversions.ts";
import type { TypeWish } from "../../fields/life/type-change/type-request.ts";
import type { Records } from "../../records.ts";
import { type LifeNeeds, onlyForWhoChangesFields, sentences } from "./life.routes.ts";
import { isRunning, progressView, typeView } from "./type.view.ts";

const SHOWN = 100;

export function typeChangeRoutes(needs: LifeNeeds & { readonly records: Records }): Router {
  const { kinds, customFields, typeChanges, records, pages } = needs;
  const router = new Router({ prefix: "/settings/fields/:id/type" });
  const changeIn = (ctx: Context): string => idIn(ctx, "change");

  const show = async (ctx: Context, id: string, problems: readonly object[] = []): Promise<void> => {
    const actor = actorOf(ctx);
    const field = await customFields.of(actor, idIn(ctx));
    const [kind, change] = [kinds.seenBy(actor).get(field.kind), await typeChanges.get(actor, id)];
    const way = change.state === "undone" ? "back" : "to";
    const misfits = isRunning(change) ? [] : await typeChanges.misfits(actor, id, { way, limit: SHOWN });
    const lines = await misfitLines(records, actor, kind, misfits);
    const stuck = await typeChanges.isStuck(change);
    const view = { ...typeView(ctx, { field, kind, change, lines, stuck }), problems };
    pages.show(ctx, "records/field-life/type", view);
    if (problems.length > 0) ctx.status = 422;
  };

  const verb = (work: (ctx: Context, id: string) => Promise<unknown>) => async (ctx: Context) => {
    const id = changeIn(ctx);
    try {
      await work(ctx, id);
    } catch (error) {
      if (!(error instanceof AppError) || error.status === 404) throw error;
      return await show(ctx, id, sentences(ctx, error));
    }
    pages.go(ctx, `/settings/fields/${idIn(ctx)}/type/${id}`);
  };

  router.use(onlyForWhoChangesFields);

  router.post("/", async (ctx) => {
    const form = formIn(ctx);
    const { schema } = await customFields.of(actorOf(ctx), idIn(ctx));
    const version = Number(form.text("version"));
    const { id } = await typeChanges.begin(actorOf(ctx), idIn(ctx), wishFrom(form, schema), version);
    pages.go(ctx, `/settings/fields/${idIn(ctx)}/type/${id}`);
  });

  router.get("/:change", async (ctx) => await show(ctx, changeIn(ctx)));

  router.get("/:change/progress", async (ctx) => {
    const change = await typeChanges.get(actorOf(ctx), changeIn(ctx));
    if (!isRunning(change) || (await typeChanges.isStuck(change)))
      return pages.go(ctx, `/settings/fields/${change.fieldId}/type/${change.id}`);
    pages.part(ctx, "records/field-life/_progress", progressView(ctx, change));
  });

  router.post(
    "/:change/start",
    verb((ctx, id) => typeChanges.start(actorOf(ctx), id, formIn(ctx).has("blank") ? "blank" : "block")),
  );
  router.post(
    "/:change/again",
    verb((ctx, id) => typeChanges.again(actorOf(ctx), id)),
  );
  router.post(
    "/:change/stop",
    verb((ctx, id) => typeChanges.cancel(actorOf(ctx), id)),
  );
  router.post(
    "/:change/undo",
    verb((ctx, id) => typeChanges.undo(actorOf(ctx), id)),
  );

  return router;
}

const withOptions = new Set(["choice", "choices", "tree"]);

function wishFrom(form: Values, before: FieldSchema): TypeWish {
  const to = form.text("type");
  const options = withOptions.has(to) ? before["x-options"] : undefined;
  const target = before["x-kind"] === undefined ? {} : { "x-kind": before["x-kind"] };
  return {
    schema: { "x-type": to, ...target, ...(options && { "x-options": options }) },
    language: form.text("language") || "en",
    collectOptions: withOptions.has(to) && options === undefined,
    ...said(form, before["x-type"], to),
  };
}

/** What has to be said about these two types, and was. */
function said(form: Values, from: string, to: string): Pick<TypeWish, "factor" | "currency"> {
  const factor = form.text("factor");
  const isSaid = needsFactor(from, to) && (factor === "same" || factor === "fraction");
  return {
    ...(isSaid && { factor }),
    ...(needsCurrency(from, to) && { currency: form.text("currency").toUpperCase() }),
  };
}
