import { Router } from "@koa/router";
import { may } from "../../kernel/actor.ts";
import { BadRequest, Invalid, type Problem } from "../../kernel/errors.ts";
import { wantsPart } from "../../web/context.ts";
import { formIn, idIn, queryIn, textIn } from "../../web/read.ts";
import type { Field } from "../fields/field.ts";
import { known } from "../query/columns.ts";
import { isAddable } from "../query/sums.ts";
import type { Rec } from "../record.ts";
import { EditConflict } from "../store/conflict.ts";
import { askedBySections } from "../layouts/folded.ts";
import { rulesOf } from "../rules/compiled.ts";
import { asRuled, ruledOn } from "./as-ruled.ts";
import { type CellView, cellView } from "./cell.view.ts";
import { type CellEditor, cellEditor } from "./editor.view.ts";
import { fieldLabel } from "./labels.ts";
import { decidingFields } from "./live-form.ts";
import { listAt } from "./list-ask.ts";
import { lockedCells } from "./locked-cells.ts";
import { columnsOf, sumsIn } from "./list-facts.ts";
import { sumsRow } from "./sums.view.ts";
import { allowed, forKind, includesOf, paramsFrom, type Parts, type Visit } from "./parts.ts";
import { namesOf } from "./people.ts";
import { type FactView, factView, sectionsOf } from "./facts.view.ts";
import { readAsk } from "./read-ask.ts";
import { readForm, typedFrom } from "./read-form.ts";
import { takeFiles } from "./take-files.ts";
import { titleOf } from "./values.ts";

/** Changing one value of a record where it stands in a list or on the record's page. */
export function cellRoutes(parts: Parts): Router {
  const router = new Router();
  const path = "/:plural/:id/cells/:field";

  router.get(
    path,
    forKind(parts, async (visit) => {
      const cell = await cellIn(parts, visit);
      if (visit.ctx.query["show"] === "value") return await showCell(parts, visit, cell);
      allowed(visit, "change");
      const typed = typedFrom([cell.field], cell.record, visit.reader.reading);
      typed.set("was", typed.toString());
      await showEditor(parts, visit, cell, { typed, problems: [] });
    }),
  );

  router.post(
    path,
    takeFiles(parts),
    forKind(parts, async (visit) => {
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
    }),
  );

  return router;
}

interface Cell {
  readonly record: Rec;
  readonly field: Field;
  /** The list the cell stands in, as the text of a query. */
  readonly list: string;
  /** True on the record's own page, where values stand under each other. */
  readonly fact: boolean;
}

interface State {
  readonly typed: URLSearchParams;
  readonly problems: readonly Problem[];
  readonly conflict?: EditConflict;
}

async function cellIn(parts: Parts, visit: Visit): Promise<Cell> {
  const { ctx, kind, reader } = visit;
  const field = known(kind, textIn(ctx, "field"));
  const include = includesOf(parts.kinds, { fields: [field] });
  const record = await parts.records.get(reader.actor, kind.name, idIn(ctx), { include });
  const query = queryIn(ctx);
  const fact = query.text("as") === "fact";
  // What a rule takes away from this record is not on its page. In a list it stands, as locked fields do: the refusal says why.
  if (fact) known((await asRuled(parts, visit, { record })).kind, field.path);
  return { record, field, list: query.text("in"), fact };
}

async function save(parts: Parts, visit: Visit, cell: Cell, typed: URLSearchParams): Promise<void> {
  const { kind, reader, ctx } = visit;
  const { field } = cell;
  if (field.readOnly) throw new BadRequest("records.read_only", { field: field.path });
  const { input, problems } = readForm([field], typed, reader.reading);
  if (problems.length > 0) throw new Invalid(problems);
  const baseVersion = Number(typed.get("version")) || undefined;
  const changed = await parts.records.change(reader.actor, kind.name, cell.record.id, input, { baseVersion });
  const message = reader.say("records.cell.saved", {
    field: fieldLabel(field, reader),
    title: titleOf(changed, kind.titleField),
  });
  if (wantsPart(ctx)) return await showCell(parts, visit, await cellIn(parts, visit), message);
  parts.pages.changed(ctx, { part: "", view: {}, page: backTo(visit, cell), message });
}

/** The page that the value stands on. */
function backTo({ kind }: Visit, { record, list, fact }: Cell): string {
  if (fact) return `/${kind.plural}/${record.id}?tab=details`;
  return `${listAt(kind.plural, list)}#row-${record.id}`;
}

/** The value again, with the cursor on its pencil, because the editor it was in is gone; and the sums it counts in. */
async function showCell(parts: Parts, visit: Visit, cell: Cell, message?: string): Promise<void> {
  const { fact } = cell;
  if (fact && message && wantsPart(visit.ctx) && decides(parts, visit, cell))
    return await showDetails(parts, visit, cell, message);
  const view = fact
    ? { ...(await shownFact(parts, visit, cell)), focus: true }
    : await shownCell(parts, visit, cell, message !== undefined);
  const part = fact ? "records/_fact" : "records/_cell-saved";
  parts.pages.changed(visit.ctx, { part, view, page: backTo(visit, cell), ...(message ? { message } : {}) });
}

/** True for a value that decides which others are there, needed or locked. */
function decides({ kinds }: Parts, { kind, reader }: Visit, { field }: Cell): boolean {
  const whole = kinds.get(kind.name);
  const locks = rulesOf(whole).of.readOnly.some(({ looksAt }) => looksAt.has(field.path));
  return locks || decidingFields(whole, { isNew: false, more: askedBySections(kind, reader.actor) }).has(field.path);
}

/** All of the record's values again, because others came, went or were locked with this one; the cursor stays at it. */
async function showDetails(parts: Parts, visit: Visit, cell: Cell, message: string): Promise<void> {
  const { ctx, kind, reader } = visit;
  const include = includesOf(parts.kinds, kind);
  const record = await parts.records.get(reader.actor, kind.name, cell.record.id, { include });
  const { visit: ruled, folded } = await ruledOn(parts, visit, { record });
  const sections = sectionsOf({ kind: ruled.kind, record, folded, focus: cell.field.path }, ruled);
  ctx.set("HX-Retarget", "#record-details");
  ctx.set("HX-Reswap", "outerMorph");
  parts.pages.changed(ctx, { part: "records/_details", view: { sections }, page: backTo(visit, cell), message });
}

/** A rule may have locked it by what was just written. */
async function shownFact(parts: Parts, visit: Visit, { record, field }: Cell): Promise<FactView> {
  const { kind } = await asRuled(parts, visit, { record });
  return factView(kind.byPath.get(field.path) ?? field, kind, record, visit);
}

/** The cell; once it is saved, also the others of its row, which may be locked now or worked out anew, and the sums. */
async function shownCell(parts: Parts, visit: Visit, cell: Cell, isSaved: boolean): Promise<object> {
  const { kind, reader } = visit;
  const { field, list } = cell;
  const ask = await readAsk(parts, reader.actor, kind, new URLSearchParams(list));
  const columns = columnsOf(kind, ask);
  const beside = isSaved ? columns.filter((one) => one !== field && one.path !== kind.titleField) : [];
  const record = isSaved ? await shownRecord(parts, visit, cell, columns) : cell.record;
  const [view, ...others] = await cellViews(parts, visit, { ...cell, record }, [field, ...beside]);
  const sums = isAddable(field) ? sumsRow(columns, await sumsIn(parts, reader.actor, kind, ask), reader) : null;
  return {
    ...view,
    sums,
    others: others.map((one, at) => ({ ...one, row: record.id, at: placeOf(beside[at], columns) })),
  };
}

/** Where a column stands in the row, behind the box that selects it; counted from 1. */
const placeOf = (field: Field | undefined, columns: readonly Field[]): number =>
  columns.findIndex((one) => one === field) + 2;

/** The record with what all columns show. */
const shownRecord = async (
  { records, kinds }: Parts,
  { kind, reader }: Visit,
  { record }: Cell,
  columns: readonly Field[],
): Promise<Rec> =>
  await records.get(reader.actor, kind.name, record.id, { include: includesOf(kinds, { fields: columns }) });

/** Cells of one row; the first has the cursor. */
async function cellViews(
  parts: Parts,
  visit: Visit,
  { record, list }: Cell,
  fields: readonly Field[],
): Promise<CellView[]> {
  const { kind, reader } = visit;
  const locked = await lockedCells(parts, reader.actor, kind.name, { records: [record], columns: fields });
  const mayChange = may(reader.actor, `${kind.plural}.change`);
  const named = { title: titleOf(record, kind.titleField), href: `/${kind.plural}/${record.id}` };
  return fields.map((field, at) => {
    const changeable = mayChange && locked.get(record.id)?.has(field.path) !== true;
    return cellView({ kind, record, field, ...named, list, focus: at === 0, changeable }, visit);
  });
}

async function showEditor(parts: Parts, visit: Visit, cell: Cell, state: State): Promise<void> {
  const { ctx } = visit;
  const view = await editorOf(parts, visit, cell, state);
  if (state.problems.length > 0) ctx.status = 422;
  if (state.conflict) ctx.status = 409;
  if (wantsPart(ctx)) return parts.pages.part(ctx, cell.fact ? "records/_fact-editor" : "records/_cell-editor", view);
  parts.pages.show(ctx, "records/cell", view);
}

async function editorOf(parts: Parts, visit: Visit, cell: Cell, state: State): Promise<CellEditor> {
  const { reader } = visit;
  const [choices, names] = await Promise.all([
    parts.choices.load(reader.actor, [cell.field], state.typed),
    namesOf(parts.choices, reader, state.conflict ? [state.conflict.current.updatedBy] : []),
  ]);
  return cellEditor({ ...cell, ...state, kind: visit.kind, choices, names, back: backTo(visit, cell) }, visit);
}
