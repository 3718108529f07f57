import { Router } from "@koa/router";
import { BadRequest, Invalid, type Problem } from "../../kernel/errors.ts";
import { messageTo } from "../../web/context.ts";
import { formIn } from "../../web/read.ts";
import type { BulkDone } from "../bulk/bulk.ts";
import type { Field } from "../fields/field.ts";
import { known } from "../query/columns.ts";
import type { Input, Rec } from "../record.ts";
import { actOnAll } from "./bulk-action.ts";
import { selectionOf } from "./bulk-selection.ts";
import { type BulkWork, bulkView } from "./bulk.view.ts";
import { countText } from "./count.ts";
import { listAt } from "./list-ask.ts";
import { allowed, forKind, paramsFrom, type Parts, type Visit } from "./parts.ts";
import { readField } from "./typed.ts";
import { inputFrom, pointerOf, valueAt } from "./values.ts";

/** Changing many records at once: what was ticked, or everything the list shows. */
export function bulkRoutes(parts: Parts): Router {
  const router = new Router();

  router.post(
    "/:plural/bulk",
    forKind(parts, async (visit) => {
      const typed = paramsFrom(formIn(visit.ctx));
      const work = typed.get("do") ?? "";
      if (work === "remove") return await removeAll(parts, visit, typed);
      if (work.includes(".")) return await actOnAll(parts, visit, typed);
      if (!isWork(work)) throw new BadRequest("records.bad_bulk", { work: work.slice(0, 40) });
      allowed(visit, "change");
      const field = fieldOf(visit, work, typed);
      if (!typed.has("save") || !field) return await ask(parts, visit, { work, field, typed, problems: [] });
      try {
        await changeAll(parts, visit, { field, typed });
      } catch (error) {
        if (!(error instanceof Invalid)) throw error;
        await ask(parts, visit, { work, field, typed, problems: error.problems });
      }
    }),
  );

  return router;
}

const isWork = (text: string): text is BulkWork => ["assign", "edit", "tag"].includes(text);

function fieldOf({ kind }: Visit, work: BulkWork, typed: URLSearchParams): Field | undefined {
  const path = { assign: kind.ownerField, tag: "tags", edit: typed.get("field") || undefined }[work];
  const field = path === undefined ? undefined : known(kind, path);
  if (field?.readOnly) throw new BadRequest("records.read_only", { field: field.path });
  return field;
}

interface Asked {
  readonly work: BulkWork;
  readonly field: Field | undefined;
  readonly typed: URLSearchParams;
  readonly problems: readonly Problem[];
}

async function ask(parts: Parts, visit: Visit, { work, field, typed, problems }: Asked): Promise<void> {
  const { kind, reader, ctx } = visit;
  const selection = await selectionOf(parts, visit, typed);
  if ("ids" in selection && selection.ids.length === 0) return nothingChosen(parts, visit, typed);
  const [choices, count] = await Promise.all([
    parts.choices.load(reader.actor, field ? [field] : [], typed),
    "ids" in selection
      ? { number: selection.ids.length, exact: true }
      : parts.records.count(reader.actor, kind.name, selection.query.filter, selection.query.q),
  ]);
  if (problems.length > 0) ctx.status = 422;
  parts.pages.show(
    ctx,
    "records/bulk",
    bulkView({ kind, work, field, typed, choices, count: countText(count, reader), problems }, visit),
  );
}

async function changeAll(
  parts: Parts,
  visit: Visit,
  { field, typed }: { field: Field; typed: URLSearchParams },
): Promise<void> {
  const { kind, reader } = visit;
  const read = readField(field, typed, reader.reading);
  if (!read.ok) throw new Invalid(read.problems.map((problem) => ({ ...problem, pointer: pointerOf(field) })));
  const inputFor = inputsWith(field, read.value, typed.get("how") ?? "set");
  const selection = await selectionOf(parts, visit, typed);
  const done = await parts.bulk.change(reader.actor, kind.name, selection, { fields: [field.path], inputFor });
  tell(parts, visit, typed, { done, word: "changed" });
}

/** The same value for all; tags are added to those there are, or taken from them. */
function inputsWith(field: Field, value: unknown, how: string): (record: Rec) => Input {
  const input = (wanted: unknown) => inputFrom(new Map([[field.path, wanted]]));
  if (field.type.name !== "tags" || how === "set") return () => input(value);
  const given = new Set(listOf(value));
  return (record) => {
    const own = listOf(valueAt(record, field.path));
    return input(how === "add" ? [...new Set([...own, ...given])] : own.filter((tag) => !given.has(tag)));
  };
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

async function removeAll(parts: Parts, visit: Visit, typed: URLSearchParams): Promise<void> {
  allowed(visit, "delete");
  const selection = await selectionOf(parts, visit, typed);
  if ("ids" in selection && selection.ids.length === 0) return nothingChosen(parts, visit, typed);
  tell(parts, visit, typed, {
    done: await parts.bulk.remove(visit.reader.actor, visit.kind.name, selection),
    word: "removed",
  });
}

function tell(
  parts: Parts,
  visit: Visit,
  typed: URLSearchParams,
  { done, word }: { done: BulkDone; word: "changed" | "removed" },
): void {
  const { reader, ctx } = visit;
  const [first] = done.left.flatMap(({ problems }) => problems);
  const why = first ? reader.say(first.message, first.values) : "";
  const text = reader.say(`records.bulk.${word}`, { count: done.changed, left: done.left.length, why });
  messageTo(ctx, done.changed > 0 ? { text, undo: `/operations/${done.operationId}/undo` } : { text, tone: "bad" });
  back(parts, visit, typed);
}

function nothingChosen(parts: Parts, visit: Visit, typed: URLSearchParams): void {
  messageTo(visit.ctx, { text: visit.reader.say("records.bulk.nothing"), tone: "bad" });
  back(parts, visit, typed);
}

const back = ({ pages }: Parts, { ctx, kind }: Visit, typed: URLSearchParams): void =>
  pages.go(ctx, listAt(kind.plural, typed.get("in") ?? ""));
