import { Router } from "@koa/router";
import { Invalid, type Problem } from "../../kernel/errors.ts";
import { isId, newId } from "../../kernel/ids.ts";
import { messageTo } from "../../web/context.ts";
import { formIn, idIn, queryIn } from "../../web/read.ts";
import type { Rec } from "../record.ts";
import { EditConflict } from "../store/conflict.ts";
import { once } from "../store/once.ts";
import { ruledOn, writableFields } from "./as-ruled.ts";
import { conflictView } from "./conflict.view.ts";
import { type FormFacts, type FormView, formView } from "./form.view.ts";
import { askedBySections } from "../layouts/folded.ts";
import { decidingFields, toldIn } from "./live-form.ts";
import { newTyped } from "./new-record.ts";
import { allowed, forKind, includesOf, paramsFrom, type Parts, type Visit } from "./parts.ts";
import { namesOf } from "./people.ts";
import { takeFiles } from "./take-files.ts";
import { editableFields, readForm, typedFrom } from "./read-form.ts";
import { titleOf } from "./values.ts";

/** Creating and editing a record of any kind on a page of its own. */
export function formRoutes(parts: Parts): Router {
  const router = new Router();

  router.get(
    "/:plural/new",
    forKind(parts, async (visit) => {
      allowed(visit, "create");
      await showForm(parts, visit, { record: undefined, typed: newTyped(visit, paramsFrom(queryIn(visit.ctx))) });
    }),
  );

  router.post(
    "/:plural",
    takeFiles(parts),
    forKind(parts, async (visit) => {
      allowed(visit, "create");
      const typed = paramsFrom(formIn(visit.ctx));
      if (typed.has("find")) return await showForm(parts, visit, { record: undefined, typed });
      await answered(parts, visit, { record: undefined, typed }, async () => await create(parts, visit, typed));
    }),
  );

  // The boxes as rules leave them, given what is typed so far.
  router.post(
    "/:plural/form",
    forKind(parts, async (visit) => {
      allowed(visit, "create");
      await showTyping(parts, visit, { record: undefined, typed: paramsFrom(formIn(visit.ctx)) });
    }),
  );

  router.post(
    "/:plural/:id/form",
    forKind(parts, async (visit) => {
      allowed(visit, "change");
      await showTyping(parts, visit, { record: await recordIn(parts, visit), typed: paramsFrom(formIn(visit.ctx)) });
    }),
  );

  router.get(
    "/:plural/:id/edit",
    forKind(parts, async (visit) => {
      allowed(visit, "change");
      const record = await recordIn(parts, visit);
      await showForm(parts, visit, { record, typed: editTyped(visit, record) });
    }),
  );

  router.post(
    "/:plural/:id",
    takeFiles(parts),
    forKind(parts, async (visit) => {
      allowed(visit, "change");
      const typed = paramsFrom(formIn(visit.ctx));
      const record = await recordIn(parts, visit);
      if (typed.has("find")) return await showForm(parts, visit, { record, typed });
      await answered(parts, visit, { record, typed }, async () => await change(parts, visit, record, typed));
    }),
  );

  return router;
}

interface Filled {
  readonly record: Rec | undefined;
  readonly typed: URLSearchParams;
}

const recordIn = async ({ records, kinds }: Parts, { ctx, kind, reader }: Visit): Promise<Rec> =>
  await records.get(reader.actor, kind.name, idIn(ctx), { include: includesOf(kinds, kind) });

/** The form's boxes as the record fills them. */
function editTyped({ kind, reader }: Visit, record: Rec): URLSearchParams {
  const typed = typedFrom(editableFields(kind), record, reader.reading);
  const was = typed.toString();
  typed.set("was", was);
  return typed;
}

async function showForm(parts: Parts, visit: Visit, filled: Filled, problems: readonly Problem[] = []): Promise<void> {
  if (problems.length > 0) visit.ctx.status = 422;
  parts.pages.show(visit.ctx, "records/form", await viewOf(parts, visit, filled, { problems }));
}

/** Only the boxes; what is wrong with them stays said until the form is sent again. */
async function showTyping(parts: Parts, visit: Visit, filled: Filled): Promise<void> {
  const view = await viewOf(parts, visit, filled, { problems: toldIn(filled.typed), typing: true });
  parts.pages.part(visit.ctx, "records/_form-sections", view);
}

async function viewOf(
  parts: Parts,
  visit: Visit,
  filled: Filled,
  more: Pick<FormFacts, "problems" | "typing">,
): Promise<FormView> {
  const ruled = await ruledOn(parts, visit, filled);
  const { kind, reader } = ruled.visit;
  const choices = await parts.choices.load(reader.actor, editableFields(kind), filled.typed);
  const decides = decidingFields(parts.kinds.get(kind.name), {
    isNew: filled.record === undefined,
    more: askedBySections(visit.kind, reader.actor),
  });
  return formView({ ...filled, ...more, kind, choices, ruled, decides }, ruled.visit);
}

/** Writes, or shows the form again with everything that was typed. */
async function answered(parts: Parts, visit: Visit, filled: Filled, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (error instanceof Invalid) return await showForm(parts, visit, filled, error.problems);
    if (error instanceof EditConflict) return await showConflict(parts, visit, filled.typed, error);
    throw error;
  }
}

async function create(parts: Parts, visit: Visit, typed: URLSearchParams): Promise<void> {
  const { records, through, pages } = parts;
  const { kind, reader, ctx } = visit;
  const fields = await writableFields(parts, visit, { record: undefined, typed });
  const { input, problems } = readForm(fields, typed, reader.reading);
  if (problems.length > 0) throw new Invalid(problems);
  const sent = { owner: `form:${reader.actor.id}`, key: keyIn(typed), waits: true };
  const { answer: made } = await once(through.db, sent, async (trx) => {
    const record = await records.create(reader.actor, kind.name, input, { trx });
    return { id: record.id, title: titleOf(record, kind.titleField) };
  });
  through.announce();
  messageTo(ctx, reader.say("records.created", { title: made.title }));
  pages.go(ctx, typed.get("then") === "another" ? `/${kind.plural}/new` : `/${kind.plural}/${made.id}`);
}

/** Without a key, or with a made-up one, the form counts as sent for the first time. */
const keyIn = (typed: URLSearchParams): string => (isId(typed.get("key")) ? String(typed.get("key")) : newId());

async function change(parts: Parts, visit: Visit, record: Rec, typed: URLSearchParams): Promise<void> {
  const { records, pages } = parts;
  const { kind, reader, ctx } = visit;
  const { input, problems } = readForm(await writableFields(parts, visit, { record, typed }), typed, reader.reading);
  if (problems.length > 0) throw new Invalid(problems);
  const baseVersion = Number(typed.get("version")) || undefined;
  const changed = await records.change(reader.actor, kind.name, record.id, input, { baseVersion });
  messageTo(ctx, reader.say("records.changed", { title: titleOf(changed, kind.titleField) }));
  pages.go(ctx, `/${kind.plural}/${record.id}`);
}

async function showConflict(parts: Parts, visit: Visit, typed: URLSearchParams, conflict: EditConflict): Promise<void> {
  const { kind, reader, ctx } = visit;
  const fields = conflict.fields.flatMap((path) => kind.byPath.get(path) ?? []);
  const [current, choices, names] = await Promise.all([
    recordIn(parts, visit),
    parts.choices.load(reader.actor, fields, typed),
    namesOf(parts.choices, reader, [conflict.current.updatedBy]),
  ]);
  const shown = new EditConflict(current, conflict.fields);
  ctx.status = 409;
  parts.pages.show(
    ctx,
    "records/conflict",
    conflictView({ kind, conflict: shown, typed, choices, other: names(current.updatedBy) }, visit),
  );
}
