import { Router } from "@koa/router";
import { may } from "../../kernel/actor.ts";
import { BadRequest, Invalid, type Problem } from "../../kernel/errors.ts";
import { wantsPart } from "../../web/context.ts";
import { formIn, idIn, queryIn, textIn } from "../../web/read.ts";
import type { Field } from "../fields/field.ts";
import { known } from "../query/columns.ts";
import type { Rec } from "../record.ts";
import { EditConflict } from "../store/conflict.ts";
import { cellView } from "./cell.view.ts";
import { type CellEditor, cellEditor } from "./editor.view.ts";
import { fieldLabel } from "./labels.ts";
import { allowed, forKind, includesOf, paramsFrom, type Parts, type Visit } from "./parts.ts";
import { namesOf } from "./people.ts";
import { readForm, typedFrom } from "./read-form.ts";
import { titleOf } from "./values.ts";

/** Changing one value of a record where it stands in a list or on the record's page. */
export function cellRoutes(parts: Parts): Router {
  const router = new Router();
  const path = "/:plural/:id/cells/:field";

  router.get(path, forKind(parts, async (visit) => {
    const cell = await cellIn(parts, visit);
    if (visit.ctx.query["show"] === "value") return showCell(parts, visit, cell);
    allowed(visit, "change");
    const typed = typedFrom([cell.field], cell.record, visit.reader.reading);
    typed.set("was", typed.toString());
    await showEditor(parts, visit, cell, { typed, problems: [] });
  }));

  router.post(path, forKind(parts, async (visit) => {
    allowed(visit, "change");
    const cell = await cellIn(parts, visit);
    const typed = paramsFrom(formIn(visit.ctx));
    if (typed.has("find")) return await showEditor(parts, visit, cell, { typed, problems: [] });
    try {
      await save(parts, visit, cell, typed);
    } catch (error) {
      if (error instanceof Invalid) return await showEditor(parts, visit, cell, { typed, problems: error.problems });
      if (!(error instanceof EditConflict)) throw error;
      await showEditor(parts, visit, cell, { typed, problems: [], conflict: error });
    }
  }));

  return router;
}

interface Cell {
  readonly record: Rec;
  readonly field: Field;
  /** The list the cell stands in, as the text of a query. */
  readonly list: string;
}

interface State {
  readonly typed: URLSearchParams;
  readonly problems: readonly Problem[];
  readonly conflict?: EditConflict;
}

async function cellIn({ records, kinds }: Parts, { ctx, kind, reader }: Visit): Promise<Cell> {
  const field = known(kind, textIn(ctx, "field"));
  const include = includesOf(kinds, { fields: [field] });
  const record = await records.get(reader.actor, kind.name, idIn(ctx), { include });
  return { record, field, list: queryIn(ctx).text("in") };
}

async function save(parts: Parts, visit: Visit, cell: Cell, typed: URLSearchParams): Promise<void> {
  const { kind, reader, ctx } = visit;
  const { field, list } = cell;
  if (field.readOnly) throw new BadRequest("records.read_only", { field: field.path });
  const { input, problems } = readForm([field], typed, reader.reading);
  if (problems.length > 0) throw new Invalid(problems);
  const baseVersion = Number(typed.get("version")) || undefined;
  const changed = await parts.records.change(reader.actor, kind.name, cell.record.id, input, { baseVersion });
  const message = reader.say("records.cell.saved", { field: fieldLabel(field, reader), title: titleOf(changed, kind.titleField) });
  if (wantsPart(ctx)) return showCell(parts, visit, await cellIn(parts, visit), message);
  parts.pages.changed(ctx, { part: "", view: {}, page: `${listPath(visit, list)}#row-${changed.id}`, message });
}

const listPath = ({ kind }: Visit, list: string): string => (list === "" ? `/${kind.plural}` : `/${kind.plural}?${list}`);

/** The value again, with the cursor on its pencil, because the editor it was in is gone. */
function showCell(parts: Parts, visit: Visit, { record, field, list }: Cell, message?: string): void {
  const { kind, reader, ctx } = visit;
  const title = titleOf(record, kind.titleField);
  const changeable = may(reader.actor, `${kind.plural}.change`);
  const href = `/${kind.plural}/${record.id}`;
  const view = cellView({ kind, record, field, title, href, list, focus: true, changeable }, visit);
  parts.pages.changed(ctx, { part: "records/_cell", view, page: listPath(visit, list), ...(message ? { message } : {}) });
}

async function showEditor(parts: Parts, visit: Visit, cell: Cell, state: State): Promise<void> {
  const { ctx } = visit;
  const view = await editorOf(parts, visit, cell, state);
  if (state.problems.length > 0) ctx.status = 422;
  if (state.conflict) ctx.status = 409;
  if (wantsPart(ctx)) return parts.pages.part(ctx, "records/_cell-editor", view);
  parts.pages.show(ctx, "records/cell", view);
}

async function editorOf(parts: Parts, visit: Visit, cell: Cell, state: State): Promise<CellEditor> {
  const { reader } = visit;
  const [choices, names] = await Promise.all([
    parts.choices.load(reader.actor, [cell.field], state.typed),
    namesOf(parts.choices, reader, state.conflict ? [state.conflict.current.updatedBy] : []),
  ]);
  return cellEditor({ ...cell, ...state, kind: visit.kind, choices, names }, visit);
}
