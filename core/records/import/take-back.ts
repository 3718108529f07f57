// Undoing an import: what nobody has touched since becomes what it was, and fields it made go with it.
import { type Actor, reach } from "../../kernel/actor.ts";
import type { Through } from "../store/through.ts";
import { columnSql } from "../query/column-sql.ts";
import { quoted } from "../query/sql.ts";
import type { Import } from "./import-record.ts";
import { changeImport } from "./import-table.ts";
import type { ImportsParts } from "./imports-parts.ts";

export async function takeBack(parts: ImportsParts, actor: Actor, one: Import): Promise<void> {
  if (!one.operationId) return;
  const { undone, kept } = await parts.undo.operation(
    await withReach(parts.through, actor, one.operationId),
    one.operationId,
  );
  await forgetExternalIds(parts.through, one.kind, one.operationId);
  const state = kept.length > 0 ? "partly_undone" : "undone";
  await changeImport(parts.through.db, one.id, { state, undone, kept: kept.length });
  if (state === "undone") await hideFields(parts, actor, one);
}

/** Taking back one's own import needs no right to delete or change what others made: it touches nothing else. */
async function withReach({ db, kinds }: Through, actor: Actor, operationId: string): Promise<Actor> {
  const found = await db.query<{ kind: string }>({
    text: "select distinct kind from changes where operation_id = $1",
    values: [operationId],
  });
  const rights = found.flatMap(({ kind }) =>
    ["read", "change", "delete"].map((action) => [`${kinds.get(kind).plural}.${action}`, "all"] as const),
  );
  return { ...actor, grants: new Map([...actor.grants, ...rights]) };
}

/** Ids of another system that led to records which are gone. */
async function forgetExternalIds({ db, kinds }: Through, kind: string, operationId: string): Promise<void> {
  const text = `delete from external_ids e where e.kind = $1
    and e.record_id in (select record_id from changes where operation_id = $2 and action = 'created')
    and not exists (select 1 from ${quoted(kinds.get(kind).table)} t where t.id = e.record_id)`;
  await db.query({ text, values: [kind, operationId] });
}

/** Unless somebody has used them since. */
async function hideFields({ fields, through }: ImportsParts, actor: Actor, one: Import): Promise<void> {
  if (one.madeFields.length === 0 || reach(actor, "fields.change") === "none") return;
  const mine = (await fields.list(one.kind)).filter(
    (field) => field.state === "active" && one.madeFields.includes(field.key),
  );
  for (const field of mine)
    if (!(await isUsed(through, one.kind, `custom.${field.key}`))) await fields.archive(actor, field.id);
}

async function isUsed({ db, kinds }: Through, kindName: string, path: string): Promise<boolean> {
  const { table, byPath } = kinds.get(kindName);
  const field = byPath.get(path);
  if (!field) return false;
  const text = `select exists (select 1 from ${quoted(table)} t where ${columnSql(field, "t")} is not null) as used`;
  const [row] = await db.query<{ used: boolean }>({ text });
  return row?.used === true;
}
