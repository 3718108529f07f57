// Reading and writing table `imports`.
import type { Queryable } from "../../db/database.ts";
import { NotFound } from "../../kernel/errors.ts";
import { planFrom } from "./plan/plan.schema.ts";
import type { Import } from "./import-record.ts";

const columns = `id, kind, file_name as "fileName", file_hash as "fileHash", file_bytes::float8 as "fileBytes", state, layout, headers, fingerprint,
  typed, profile, notes, plan, checked, row_count as rows, position, made_count as made, made_fields as "madeFields",
  json_build_object('created', created_count, 'updated', updated_count, 'skipped', skipped_count, 'errors', error_count) as counts,
  undone_count as undone, kept_count as kept, operation_id as "operationId", undo_operation_id as "undoOperationId", actor_id as "actorId", failure,
  created_at as "createdAt", started_at as "startedAt", ended_at as "endedAt",
  case when state in ('done', 'failed', 'partly_undone') and operation_id is not null and coalesce(ended_at, now()) > now() - interval '30 days'
    then coalesce(ended_at, now()) + interval '30 days' end as "undoUntil"`;

const read = (row: Import): Import => ({ ...row, plan: planFrom(row.plan) });

/** Locks the row until the end of the transaction when `lock` is set. */
export async function getImport(db: Queryable, id: string, lock = false): Promise<Import> {
  const text = `select ${columns} from imports where id = $1${lock ? " for update" : ""}`;
  const [row] = await db.query<Import & Record<string, unknown>>({ text, values: [id] });
  if (!row) throw new NotFound("imports.not_found");
  return read(row);
}

export async function listImports(
  db: Queryable,
  { kind, actorId }: { kind?: string | undefined; actorId?: string | undefined },
): Promise<Import[]> {
  const text = `select ${columns} from imports where ($1::text is null or kind = $1) and ($2::text is null or actor_id = $2) order by created_at desc, id desc limit 50`;
  const rows = await db.query<Import & Record<string, unknown>>({ text, values: [kind ?? null, actorId ?? null] });
  return rows.map(read);
}

/** Earlier imports of the very same file that were not taken back. */
export async function findSameFile(db: Queryable, kind: string, hash: string): Promise<Import[]> {
  const text = `select ${columns} from imports where kind = $1 and file_hash = $2 and state not in ('undone', 'reading') order by created_at desc limit 20`;
  const rows = await db.query<Import & Record<string, unknown>>({ text, values: [kind, hash] });
  return rows.map(read);
}

/** Earlier imports with the same columns, newest first: for comparing sizes of numbers. */
export async function listSisters(db: Queryable, one: Import): Promise<Import[]> {
  const text = `select ${columns} from imports where kind = $1 and id <> $2 and state in ('done', 'running') order by created_at desc limit 10`;
  const rows = await db.query<Import & Record<string, unknown>>({ text, values: [one.kind, one.id] });
  return rows.map(read);
}

const settable = {
  state: "state",
  layout: "layout",
  headers: "headers",
  fingerprint: "fingerprint",
  typed: "typed",
  profile: "profile",
  notes: "notes",
  plan: "plan",
  checked: "checked",
  rows: "row_count",
  operationId: "operation_id",
  undoOperationId: "undo_operation_id",
  failure: "failure",
  madeFields: "made_fields",
  undone: "undone_count",
  kept: "kept_count",
} as const;
const json = new Set(["layout", "profile", "notes", "plan", "checked", "failure"]);

export type ImportChange = { readonly [K in keyof typeof settable]?: Import[K] } & {
  readonly started?: true;
  readonly ended?: true;
};

export async function changeImport(
  db: Queryable,
  id: string,
  { started, ended, ...change }: ImportChange,
): Promise<void> {
  const values: unknown[] = [id];
  const sets = Object.entries(change).map(([key, value]) => {
    values.push(json.has(key) && value !== null ? JSON.stringify(value) : value);
    return `${settable[key as keyof typeof settable]} = $${values.length}`;
  });
  if (started) sets.push("started_at = now()");
  if (ended) sets.push("ended_at = now()");
  await db.query({ text: `update imports set ${sets.join(", ")} where id = $1`, values });
}

export interface NewImport {
  readonly id: string;
  readonly kind: string;
  readonly fileName: string;
  readonly fileHash: string;
  readonly fileBytes: number;
  readonly actorId: string;
}

export async function insertImport(db: Queryable, one: NewImport): Promise<void> {
  const text =
    "insert into imports (id, kind, file_name, file_hash, file_bytes, actor_id) values ($1, $2, $3, $4, $5, $6)";
  await db.query({ text, values: [one.id, one.kind, one.fileName, one.fileHash, one.fileBytes, one.actorId] });
}

/** Moves on by a chunk; called in the transaction that wrote it. */
export async function advance(
  db: Queryable,
  id: string,
  to: { position: number; counts: Import["counts"]; made: number },
): Promise<void> {
  const { position, counts, made } = to;
  const text = `update imports set position = $2, created_count = created_count + $3, updated_count = updated_count + $4,
    skipped_count = skipped_count + $5, error_count = error_count + $6, made_count = made_count + $7 where id = $1`;
  await db.query({ text, values: [id, position, counts.created, counts.updated, counts.skipped, counts.errors, made] });
}

/** The mapping that was saved for files with these columns. */
export async function findMapping(db: Queryable, kind: string, fingerprint: string): Promise<unknown> {
  const text = "select plan from import_mappings where kind = $1 and fingerprint = $2";
  const [row] = await db.query<{ plan: unknown }>({ text, values: [kind, fingerprint] });
  return row?.plan;
}

export async function saveMapping(db: Queryable, one: Import, actorId: string): Promise<void> {
  const text = `insert into import_mappings (kind, fingerprint, plan, saved_by) values ($1, $2, $3, $4)
    on conflict (kind, fingerprint) do update set plan = excluded.plan, saved_by = excluded.saved_by, saved_at = now()`;
  const plan = { ...one.plan, overrides: [] };
  await db.query({ text, values: [one.kind, one.fingerprint, JSON.stringify(plan), actorId] });
}
