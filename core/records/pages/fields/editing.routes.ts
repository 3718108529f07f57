// What the requests of the field editor have in common: what was sent, the form again, and saving.
import type { Context } from "koa";
import { AppError } from "../../../kernel/errors.ts";
import type { Language } from "../../../i18n/languages.ts";
import { actorOf, messageTo, say, wantsPart } from "../../../web/context.ts";
import { formIn } from "../../../web/read.ts";
import { Outdated } from "../../definitions/outdated.ts";
import type { CustomField } from "../../fields/custom-field.ts";
import type { Field } from "../../fields/field.ts";
import { kindWith } from "../../fields/kind-with.ts";
import { labelOf } from "../../fields/types/choice.ts";
import type { Kind } from "../../kind.ts";
import type { Filter } from "../../query/grammar.ts";
import type { Count } from "../count.ts";
import { contextOf, paramsFrom } from "../parts.ts";
import type { Reader } from "../reader.ts";
import { aboutFieldView, type AboutField, atPresent, wishesAbout } from "./about-field.ts";
import { type EditorFacts, editorView, HOME } from "./editor.view.ts";
import { draftFrom, type FieldDraft, languageIn, proposedKey } from "./field-draft.ts";
import type { FieldPageNeeds } from "./needs.ts";
import { writtenIn } from "./options-form.ts";
import { previewView } from "./preview.view.ts";
import { carried } from "./rule-boxes.view.ts";
import { sentences } from "./sentences.ts";
import { accessWish, standingOf } from "./standing.ts";
import { trialField } from "./trial-field.ts";
import { usesView } from "./uses.view.ts";

/** A field while somebody makes or changes it. */
export interface Editing {
  readonly kind: Kind;
  readonly draft: FieldDraft;
  /** Undefined for a new one. */
  readonly field: CustomField | undefined;
  /** What was sent; undefined on a form that was just opened. */
  readonly typed?: URLSearchParams;
}

/** Buttons that only show the form again: with other rows, with the text open, with what was typed so far. */
const again = /^(preview|tab:(form|schema)|option\..*)$/;

export async function sentIn(needs: FieldPageNeeds, ctx: Context, kind: Kind): Promise<Editing> {
  const { reader } = await contextOf(needs, ctx);
  const draft = draftFrom(formIn(ctx), kind.name, reader.reading);
  return { kind, draft, field: undefined, typed: paramsFrom(formIn(ctx)) };
}

/** The kind as this person sees it, with the field as it is drafted. */
export function draftedKind({ kinds }: Pick<FieldPageNeeds, "kinds">, ctx: Context, { kind, draft }: Editing): Kind {
  const seen = kinds.seenBy(actorOf(ctx)).get(kind.name);
  const field = draftedField(seen, draft);
  return field ? kindWith(seen, field) : seen;
}

/** A field that works itself out cannot be drafted by form; it is as it stands. */
const draftedField = (kind: Kind, draft: FieldDraft): Field | undefined =>
  trialField(draft) ?? kind.byPath.get(`custom.${draft.key}`);

/** Saves what was sent; the form again when it only asked for that, or when something is wrong. */
export async function saved(needs: FieldPageNeeds, ctx: Context, at: Editing): Promise<void> {
  const asked = formIn(ctx).text("do");
  if (again.test(asked)) return await show(needs, ctx, at, { asked });
  if (at.draft.text !== null) return await show(needs, ctx, at, { problems: [say(ctx, "problem.not_json")] });
  try {
    await save(needs, ctx, at);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const now = error instanceof Outdated ? await asItIs(needs, ctx, at) : at;
    return await show(needs, ctx, now, { problems: sentences(ctx, error) });
  }
  needs.pages.go(ctx, `${HOME}?kind=${at.kind.name}`);
}

async function save(needs: FieldPageNeeds, ctx: Context, at: Editing): Promise<void> {
  const { kind, draft, field } = at;
  const { reader } = await contextOf(needs, ctx);
  const about = await aboutOf(needs, ctx, at);
  const version = Number(formIn(ctx).text("version")) || undefined;
  const key = draft.key || (field?.key ?? proposedKey(draft.schema));
  await needs.whole.save(reader.actor, {
    kind: kind.name,
    field: { id: field?.id, key, schema: draft.schema, version },
    rules: about ? wishesAbout(about, reader) : [],
    access: about ? accessWish(about.standing, about.typed ?? new URLSearchParams()) : undefined,
  });
  const label = labelOf(draft.schema["x-label"] ?? key, languageIn(reader.reading));
  messageTo(ctx, say(ctx, field ? "fields.changed" : "fields.added", { label }));
}

/** Nothing for a hidden field, and for a schema that is no field. */
async function aboutOf(needs: FieldPageNeeds, ctx: Context, at: Editing): Promise<AboutField | null> {
  const { reader } = await contextOf(needs, ctx);
  const kind = draftedKind(needs, ctx, at);
  const field = draftedField(kind, at.draft);
  if (!field || at.field?.state === "archived") return null;
  const path = at.field ? `custom.${at.field.key}` : null;
  return {
    kind,
    field,
    typed: at.typed,
    checkAt: `${HOME}/check?box=`,
    standing: await standingOf(needs, reader, at.kind, path),
  };
}

/** What was typed, over the field as somebody else has left it. */
async function asItIs(needs: FieldPageNeeds, ctx: Context, at: Editing): Promise<Editing> {
  const about = await aboutOf(needs, ctx, at);
  const { reader } = await contextOf(needs, ctx);
  const field = at.field && (await needs.customFields.of(reader.actor, at.field.id));
  return { ...at, field, ...(about?.typed && { typed: atPresent(about.typed, about.standing) }) };
}

export async function show(
  needs: FieldPageNeeds,
  ctx: Context,
  at: Editing,
  { problems = [], asked = "" }: { readonly problems?: readonly string[]; readonly asked?: string } = {},
): Promise<void> {
  const context = await contextOf(needs, ctx);
  const preview = previewView({ ...at, isNew: !at.field, lacking: await lackingOf(needs, ctx, at) }, context);
  if (asked === "preview" && wantsPart(ctx)) return needs.pages.part(ctx, "field-editor/_preview", preview);
  const about = await aboutOf(needs, ctx, at);
  const tab = tabOf(ctx, asked, at.draft);
  const facts: EditorFacts = {
    ...at,
    kinds: needs.kinds,
    problems,
    tab,
    written: writtenAt(at, asked, context.reader),
  };
  if (problems.length > 0) ctx.status = 422;
  const view = {
    ...editorView(facts, context.reader),
    about: about && aboutFieldView(about, context.reader),
    carried: tab === "schema" ? carried(at.typed ?? new URLSearchParams()) : [],
    preview,
    uses: await usesOf(needs, at, context.reader),
  };
  needs.pages.show(ctx, "field-editor/editor", view);
}

/** Another language for the labels of options is one press away; what was written in the last one is kept. */
const writtenAt = ({ typed }: Editing, asked: string, { reading }: Reader): Language =>
  writtenIn(/^option\.language:(.+)$/.exec(asked)?.[1] ?? typed?.get("option.language") ?? null, languageIn(reading));

const usesOf = async (needs: FieldPageNeeds, { field }: Editing, reader: Reader) =>
  field ? await usesView(needs, reader.actor, { ...field, path: `custom.${field.key}` }, reader) : null;

/** How many records have nothing in the field; of a new one, that is all of them. */
async function lackingOf({ records }: FieldPageNeeds, ctx: Context, { kind, field }: Editing): Promise<Count | null> {
  const filter: Filter | undefined = field && { field: `custom.${field.key}`, op: "empty" };
  if (field && (field.state === "archived" || !canBeEmpty(kind, field))) return null;
  const asking = { filter, limit: 1, fields: [], count: "exact" } as const;
  const { count } = await records.list(actorOf(ctx), kind.name, asking);
  return count ?? null;
}

const canBeEmpty = (kind: Kind, { key }: CustomField): boolean =>
  kind.byPath.get(`custom.${key}`)?.type.operators.includes("empty") ?? false;

const tabOf = (ctx: Context, asked: string, draft: FieldDraft): "form" | "schema" => {
  if (asked.startsWith("tab:") && draft.text === null) return asked === "tab:schema" ? "schema" : "form";
  return ctx.method === "POST" && formIn(ctx).text("tab") === "schema" ? "schema" : "form";
};
