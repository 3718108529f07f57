// Where an administrator adds fields of the company's own. What the page sends is what the REST API takes.
import { Router } from "@koa/router";
import type { Context } from "koa";
import { may } from "../../../kernel/actor.ts";
import { AppError, Invalid, NotAllowed } from "../../../kernel/errors.ts";
import { actorOf, messageTo, say } from "../../../web/context.ts";
import type { Pages } from "../../../web/pages.ts";
import { inWords } from "../../../web/problem.ts";
import { formIn, idIn, queryIn } from "../../../web/read.ts";
import type { CustomFields } from "../../fields/custom-fields.ts";
import type { Kind } from "../../kind.ts";
import type { Kinds } from "../../kinds.ts";
import { fieldLines, type Sentence, typeChoices, type Typed, typedField } from "./fields.view.ts";

export interface FieldPageNeeds {
  readonly kinds: Kinds;
  readonly customFields: CustomFields;
  readonly pages: Pages;
}

export function fieldRoutes({ kinds, customFields, pages }: FieldPageNeeds): Router {
  const router = new Router({ prefix: "/settings/fields" });
  const shown = kindsWithFields(kinds);

  const show = async (ctx: Context, kind: Kind, typed: Typed, problems: readonly Sentence[] = []): Promise<void> => {
    const words = (key: string) => say(ctx, key);
    const view = {
      title: say(ctx, "fields.title"),
      where: say(ctx, "web.settings"),
      breadcrumb: [{ label: say(ctx, "web.settings"), path: "/settings" }],
      kinds: shown().map((one) => ({
        name: one.name,
        label: say(ctx, `${one.plural}.many`),
        current: one.name === kind.name,
      })),
      kind: kind.name,
      fields: fieldLines(await customFields.list(kind.name), actorOf(ctx).language, words),
      types: typeChoices(words, typed.type),
      typed,
      problems,
    };
    pages.show(ctx, "records/fields", view);
    if (problems.length > 0) ctx.status = 422;
  };

  router.use(async (ctx, next) => {
    if (!may(actorOf(ctx), "fields.change"))
      throw new NotAllowed("security.not_allowed", { permission: "fields.change" });
    await next();
  });

  router.get("/", async (ctx) => {
    const kind = kinds.get(queryIn(ctx).text("kind") || (shown()[0]?.name ?? ""));
    await show(ctx, kind, { label: "", type: "text", options: "", help: "", required: false });
  });

  router.post("/", async (ctx) => {
    const form = formIn(ctx);
    const kind = kinds.get(form.get("kind"));
    const typed: Typed = {
      label: form.text("label"),
      type: form.text("type"),
      options: form.text("options"),
      help: form.text("help"),
      required: form.has("required"),
    };
    try {
      await customFields.define(actorOf(ctx), kind.name, typedField(typed));
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return await show(ctx, kind, typed, sentences(ctx, error));
    }
    messageTo(ctx, say(ctx, "fields.added", { label: typed.label }));
    pages.go(ctx, `/settings/fields?kind=${kind.name}`);
  });

  router.post("/:id/:state", async (ctx) => {
    const away = (ctx["params"] as { state?: string }).state === "archive";
    const id = idIn(ctx);
    await (away ? customFields.archive(actorOf(ctx), id) : customFields.bringBack(actorOf(ctx), id));
    messageTo(ctx, say(ctx, away ? "fields.archived" : "fields.back"));
    pages.go(ctx, `/settings/fields?kind=${kinds.get(formIn(ctx).get("kind")).name}`);
  });

  return router;
}

const kindsWithFields = (kinds: Kinds) => () =>
  kinds.all().filter((kind) => kind.pages !== false && kind.customFields !== false);

const sentences = (ctx: Context, error: AppError): Sentence[] =>
  error instanceof Invalid
    ? error.problems.map((problem) => ({ message: inWords(ctx, problem).message }))
    : [{ message: say(ctx, `error.${error.code}`, error.values) }];
