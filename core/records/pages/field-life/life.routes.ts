// The page of one field: where it is used, how fast it is, its options and type, and its end.
import { Router } from "@koa/router";
import type { Context } from "koa";
import { may } from "../../../kernel/actor.ts";
import { AppError, Invalid, NotAllowed } from "../../../kernel/errors.ts";
import { actorOf, messageTo, say } from "../../../web/context.ts";
import type { Pages } from "../../../web/pages.ts";
import { inWords } from "../../../web/problem.ts";
import { formIn, idIn } from "../../../web/read.ts";
import type { CustomFields } from "../../fields/custom-fields.ts";
import type { FieldSchema } from "../../fields/field.ts";
import type { OptionChanges } from "../../fields/life/option-changes.ts";
import type { TypeChanges } from "../../fields/life/type-change/type-changes.ts";
import type { Kinds } from "../../kinds.ts";
import { indexView, type LifeFacts, lifeView } from "./life.view.ts";

export interface LifeNeeds {
  readonly kinds: Kinds;
  readonly customFields: CustomFields;
  readonly typeChanges: TypeChanges;
  readonly optionChanges: OptionChanges;
  readonly pages: Pages;
  readonly currency: () => Promise<string>;
}

export function fieldLifeRoutes(needs: LifeNeeds): Router {
  const { kinds, customFields, optionChanges, pages } = needs;
  const router = new Router({ prefix: "/settings/fields/:id" });
  const home = (ctx: Context): string => `/settings/fields/${idIn(ctx)}/life`;

  const show = async (ctx: Context, problems: readonly object[] = []): Promise<void> => {
    const view = { ...lifeView(ctx, await factsOf(needs, ctx)), problems };
    pages.show(ctx, "records/field-life/show", view);
    if (problems.length > 0) ctx.status = 422;
  };

  /** Does what was asked and comes back to the page, or says on it why not. */
  const doing =
    (word: string, work: (ctx: Context, version: number) => Promise<unknown>, to = home) =>
    async (ctx: Context): Promise<void> => {
      try {
        await work(ctx, Number(formIn(ctx).text("version")));
      } catch (error) {
        if (!(error instanceof AppError) || error.status === 404) throw error;
        return await show(ctx, sentences(ctx, error));
      }
      messageTo(ctx, say(ctx, `fields.life.said.${word}`));
      pages.go(ctx, to(ctx));
    };

  router.use(onlyForWhoChangesFields);
  router.get("/life", async (ctx) => await show(ctx));

  router.get("/index", async (ctx) => {
    const field = await customFields.of(actorOf(ctx), idIn(ctx));
    const index = await customFields.indexState(actorOf(ctx), field.id);
    pages.part(
      ctx,
      "records/field-life/_index",
      indexView(ctx, field, kinds.seenBy(actorOf(ctx)).get(field.kind), index),
    );
  });

  router.post(
    "/index",
    doing("index", async (ctx, version) => {
      const form = formIn(ctx);
      const edit = { indexed: form.has("indexed"), unique: form.has("unique") };
      await customFields.change(actorOf(ctx), idIn(ctx), edit, version);
    }),
  );
  router.post(
    "/index/again",
    doing("index", async (ctx) => await customFields.tryIndexAgain(actorOf(ctx), idIn(ctx))),
  );

  router.post(
    "/options",
    doing("options", async (ctx, version) => {
      const form = formIn(ctx);
      const { schema } = await customFields.of(actorOf(ctx), idIn(ctx));
      const options = offered(schema, form.text("option"), form.text("do") === "offer");
      await customFields.change(actorOf(ctx), idIn(ctx), { options }, version);
    }),
  );
  router.post(
    "/turn",
    doing("turn", async (ctx, version) => {
      const wish = { option: formIn(ctx).text("option"), to: formIn(ctx).text("to") };
      await optionChanges.begin(actorOf(ctx), idIn(ctx), wish, version);
    }),
  );

  router.post(
    "/turn/:change/again",
    doing("turn", async (ctx) => await optionChanges.again(actorOf(ctx), idIn(ctx, "change"))),
  );

  router.post(
    "/hiding",
    doing("hidden", async (ctx, version) => await customFields.archive(actorOf(ctx), idIn(ctx), version)),
  );
  router.post(
    "/return",
    doing("back", async (ctx, version) => await customFields.bringBack(actorOf(ctx), idIn(ctx), version)),
  );
  router.post(
    "/removal",
    doing(
      "removed",
      async (ctx, version) => {
        await customFields.remove(actorOf(ctx), idIn(ctx), { key: formIn(ctx).text("key"), version });
      },
      () => "/settings/fields",
    ),
  );

  return router;
}

/** Everything below a field's page is for those who may change fields. */
export async function onlyForWhoChangesFields(ctx: Context, next: () => Promise<unknown>): Promise<void> {
  const permission = "fields.change";
  if (!may(actorOf(ctx), permission)) throw new NotAllowed("security.not_allowed", { permission });
  await next();
}

async function factsOf(needs: LifeNeeds, ctx: Context): Promise<LifeFacts> {
  const { kinds, customFields, typeChanges, optionChanges, currency } = needs;
  const actor = actorOf(ctx);
  const field = await customFields.of(actor, idIn(ctx));
  const kind = kinds.seenBy(actor).get(field.kind);
  const [uses, index, changes, stuckTurn, counts, filled, ownCurrency] = await Promise.all([
    customFields.whereUsed(actor, kind.name, `custom.${field.key}`),
    customFields.indexState(actor, field.id),
    typeChanges.list(actor, field.id),
    optionChanges.stuckOf(actor, field.id),
    field.schema["x-options"] ? optionChanges.counts(actor, field.id) : new Map<string, number>(),
    customFields.countValues(actor, field.id),
    currency(),
  ]);
  return { field, kind, uses, index, changes, stuckTurn, counts, filled, currency: ownCurrency };
}

const offered = (schema: FieldSchema, id: string, isOffered: boolean) =>
  (schema["x-options"] ?? []).map((option) => {
    if (option.id !== id) return option;
    const { archived: _, ...open } = option;
    return isOffered ? open : { ...open, archived: true };
  });

/** What went wrong, in sentences. */
export const sentences = (ctx: Context, error: AppError): { message: string }[] =>
  error instanceof Invalid
    ? error.problems.map((problem) => ({ message: inWords(ctx, problem).message }))
    : [{ message: say(ctx, `error.${error.code}`, error.values) }];
