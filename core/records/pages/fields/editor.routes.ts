// Making and changing one field. The same form serves both; what it sends is what the REST API takes.
import { Router } from "@koa/router";
import type { Context } from "koa";
import { AppError, Invalid } from "../../../kernel/errors.ts";
import { actorOf, messageTo, say, wantsPart } from "../../../web/context.ts";
import { inWords } from "../../../web/problem.ts";
import { formIn, idIn, queryIn } from "../../../web/read.ts";
import { labelOf } from "../../fields/types/choice.ts";
import { Outdated } from "../../definitions/outdated.ts";
import type { CustomField } from "../../fields/custom-field.ts";
import type { Filter } from "../../query/grammar.ts";
import type { Kind } from "../../kind.ts";
import type { Count } from "../count.ts";
import { contextOf } from "../parts.ts";
import { crumbs, type EditorFacts, editorView, HOME } from "./editor.view.ts";
import type { FieldPageNeeds } from "./needs.ts";
import { draftFrom, type FieldDraft, languageIn, newDraft, proposedKey } from "./field-draft.ts";
import { gallery, isOffered } from "./gallery.ts";
import { previewView } from "./preview.view.ts";
import { usesView } from "./uses.view.ts";

/** Buttons that only show the form again: with other rows, with the text open, with what was typed so far. */
const again = /^(preview|tab:(form|schema)|option\..*)$/;

export function editorRoutes(needs: FieldPageNeeds): Router {
  const { kinds, customFields, pages } = needs;
  const router = new Router();

  router.get("/new", async (ctx) => {
    const { reader } = await contextOf(needs, ctx);
    const query = queryIn(ctx);
    const kind = kinds.get(query.get("kind"));
    if (isOffered(query.text("type")))
      return await show(ctx, { kind, draft: newDraft(kind.name, query.text("type")), field: undefined });
    const groups = gallery().map(({ id, types }) => ({
      title: reader.say(`fields.group.${id}`),
      types: types.map((type) => ({
        name: reader.say(`fields.type.${type}`),
        example: reader.say(`fields.example.${type}`),
        href: `${HOME}/new?${new URLSearchParams({ kind: kind.name, type }).toString()}`,
      })),
    }));
    const view = {
      title: reader.say("fields.new"),
      where: reader.say("fields.title"),
      breadcrumb: crumbs(kind, reader),
      groups,
    };
    pages.show(ctx, "field-editor/gallery", view);
  });

  router.post("/new", async (ctx) => {
    const kind = kinds.get(formIn(ctx).get("kind"));
    const draft = draftFrom(formIn(ctx), kind.name, (await contextOf(needs, ctx)).reader.reading);
    await saved(ctx, { kind, draft, field: undefined }, async () => {
      await customFields.define(actorOf(ctx), kind.name, {
        key: draft.key || proposedKey(draft.schema),
        schema: draft.schema,
      });
      return "fields.added";
    });
  });

  router.get("/:id", async (ctx) => {
    const field = await customFields.get(idIn(ctx));
    await show(ctx, { kind: kinds.get(field.kind), draft: { ...field, text: null }, field });
  });

  router.post("/:id", async (ctx) => {
    const field = await customFields.get(idIn(ctx));
    const kind = kinds.get(field.kind);
    const draft = draftFrom(formIn(ctx), kind.name, (await contextOf(needs, ctx)).reader.reading);
    await saved(ctx, { kind, draft, field }, async () => {
      const version = Number(formIn(ctx).get("version"));
      await customFields.change(actorOf(ctx), field.id, { key: draft.key || field.key, schema: draft.schema }, version);
      return "fields.changed";
    });
  });

  /** The form with what was typed, or the list with the news. */
  async function saved(ctx: Context, at: Editing, save: () => Promise<string>): Promise<void> {
    const asked = formIn(ctx).text("do");
    if (again.test(asked)) return await show(ctx, at, [], asked);
    if (at.draft.text !== null) return await show(ctx, at, [say(ctx, "problem.not_json")]);
    try {
      const label = labelOf(
        at.draft.schema["x-label"] ?? at.draft.key,
        languageIn((await contextOf(needs, ctx)).reader.reading),
      );
      messageTo(ctx, say(ctx, await save(), { label }));
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const field = error instanceof Outdated && at.field ? await customFields.get(at.field.id) : at.field;
      return await show(ctx, { ...at, field }, sentences(ctx, error));
    }
    pages.go(ctx, `${HOME}?kind=${at.kind.name}`);
  }

  async function show(ctx: Context, at: Editing, problems: readonly string[] = [], asked = ""): Promise<void> {
    const context = await contextOf(needs, ctx);
    const preview = previewView({ ...at, isNew: !at.field, lacking: await lackingOf(ctx, at) }, context);
    if (asked === "preview" && wantsPart(ctx)) return pages.part(ctx, "field-editor/_preview", preview);
    const facts: EditorFacts = { ...at, kinds, problems, tab: tabOf(ctx, asked, at.draft) };
    const uses = at.field
      ? await usesView(needs, actorOf(ctx), { ...at.field, path: `custom.${at.field.key}` }, context.reader)
      : null;
    if (problems.length > 0) ctx.status = 422;
    const view = { ...editorView(facts, context.reader), preview, uses };
    pages.show(ctx, "field-editor/editor", view);
  }

  /** How many records have nothing in the field; of a new one, that is all of them. */
  async function lackingOf(ctx: Context, { kind, field }: Editing): Promise<Count | null> {
    const filter: Filter | undefined = field && { field: `custom.${field.key}`, op: "empty" };
    if (field && (field.state === "archived" || !canBeEmpty(kind, field))) return null;
    const { count } = await needs.records.list(actorOf(ctx), kind.name, {
      filter,
      limit: 1,
      fields: [],
      count: "exact",
    });
    return count ?? null;
  }

  return router;
}

interface Editing {
  readonly kind: Kind;
  readonly draft: FieldDraft;
  readonly field: CustomField | undefined;
}

const canBeEmpty = (kind: Kind, { key }: CustomField): boolean =>
  kind.byPath.get(`custom.${key}`)?.type.operators.includes("empty") ?? false;

const tabOf = (ctx: Context, asked: string, draft: FieldDraft): "form" | "schema" => {
  if (asked.startsWith("tab:") && draft.text === null) return asked === "tab:schema" ? "schema" : "form";
  return ctx.method === "POST" && formIn(ctx).text("tab") === "schema" ? "schema" : "form";
};

const sentences = (ctx: Context, error: AppError): string[] =>
  error instanceof Invalid
    ? error.problems.map((problem) => inWords(ctx, problem).message)
    : [say(ctx, `error.${error.code}`, error.values)];
