// After a merge: everything that referred to one record refers to another. Each change has its history line, so that it can be undone.
import type { Transaction } from "../../db/database.ts";
import type { Actor } from "../../kernel/actor.ts";
import { type Company, derive } from "../computed/derive.ts";
import { rollUp } from "../computed/roll-up.ts";
import type { Field } from "../fields/field.ts";
import { kindWithResting } from "../fields/kind-with.ts";
import type { Kind } from "../kind.ts";
import type { Kinds } from "../kinds.ts";
import { columnSql } from "../query/column-sql.ts";
import { shapeOf } from "../query/columns.ts";
import { Params, quoted } from "../query/sql.ts";
import type { Rec } from "../record.ts";
import { searchText } from "../search/search-text.ts";
import { insertLines, type LineOf, type Row, rowOf, updateMany } from "./bulk-sql.ts";
import { keysOf } from "./create.ts";
import { draftOf, valueAt } from "./draft.ts";

export interface Repointing {
  readonly kinds: Kinds;
  readonly actor: Actor;
  readonly trx: Transaction;
  readonly operationId: string;
  readonly company: Company;
  /** Kind of both records. */
  readonly kind: string;
  readonly from: string;
  readonly to: string;
}

const AT_ONCE = 1_000;

interface Link {
  readonly kind: Kind;
  readonly field: Field;
  readonly many: boolean;
}

/** Whatever the actor may see of it: a reference that stayed behind would lead nowhere. Answers how many records changed. */
export async function repoint(work: Repointing): Promise<number> {
  let changed = 0;
  const { trx, from, to } = work;
  await trx.query({ text: "update files set record_id = $2 where record_id = $1", values: [from, to] });
  for (const link of linksTo(work)) {
    for (let more = AT_ONCE; more === AT_ONCE; changed += more) more = await repointSome(work, link);
  }
  return changed;
}

/** Fields that refer to this kind, and pairs of `recordKind` and `recordId`, which refer to any. */
function linksTo({ kinds, kind: wanted }: Repointing): Link[] {
  return kinds
    .all()
    .map(kindWithResting)
    .flatMap((kind) =>
      kind.fields.flatMap((field): Link[] => {
        const { name } = field.type;
        if (field.path === "recordId" && kind.byPath.has("recordKind")) return [{ kind, field, many: false }];
        if (field.schema["x-kind"] !== wanted || (name !== "reference" && name !== "references")) return [];
        return [{ kind, field, many: name === "references" }];
      }),
    );
}

// The kind's own rules are not asked: to them it is the same thing under another id.
async function repointSome(work: Repointing, link: Link): Promise<number> {
  const { actor, trx, operationId } = work;
  const { kind, field } = link;
  const records = await referring(work, link);
  if (records.length === 0) return 0;
  const drafts = records.map((record) =>
    draftOf(record.id, record, new Map([[field.path, moved(valueAt(record, field.path), work)]])),
  );
  for (const draft of drafts) derive(kind, draft, work.company);
  const rows = drafts.map(
    (draft): Row => ({
      id: draft.id,
      version: draft.before?.version,
      search: searchText(kind, draft.get),
      keys: keysOf(kind, draft),
      ...rowOf(kind, draft.values),
    }),
  );
  await trx.query(updateMany(kind, actor, new Set(drafts[0]?.values.keys()), rows));
  const lines = drafts.map(
    (draft, at): LineOf => ({
      recordId: draft.id,
      version: (records[at]?.version ?? 0) + 1,
      action: "changed",
      operationId,
      before: { [field.path]: valueAt(records[at], field.path) },
      after: { [field.path]: draft.get(field.path) },
    }),
  );
  await trx.query(insertLines(kind, actor, operationId, lines));
  const before = records.map((record) => (path: string) => valueAt(record, path));
  await rollUp(trx, kind, [...before, ...drafts.map(({ get }) => get)], work.company);
  return records.length;
}

async function referring({ trx, from, to, kind: wanted }: Repointing, { kind, field, many }: Link): Promise<Rec[]> {
  const params = new Params();
  const column = columnSql(field, "t");
  const id = params.add(from, field.type.name === "text" ? "text" : "uuid");
  const points = many ? `${column} @> array[${id}]` : `${column} = ${id}`;
  const any = field.path === "recordId" ? ` and t.record_kind = ${params.add(wanted, "text")}` : "";
  const shape = shapeOf(kind);
  const text = `select ${shape.selected} from ${quoted(kind.table)} t
    where ${points}${any} and t.deleted_at is null and t.id <> ${params.add(to, "uuid")} order by t.id limit ${AT_ONCE} for update`;
  const rows = (await trx.query({
    text,
    values: params.values,
    rowMode: "array",
  })) as unknown as (readonly unknown[])[];
  return rows.map((row) => shape.read(row));
}

const moved = (value: unknown, { from, to }: Repointing): unknown =>
  Array.isArray(value) ? [...new Set(value.map((id) => (id === from ? to : id)))] : to;
