// Statements on the table of fields.
import type { Queryable } from "../../db/database.ts";
import { NotFound } from "../../kernel/errors.ts";
import { isId } from "../../kernel/ids.ts";
import type { CustomField } from "./custom-field.ts";

const columns = `f.id, f.kind, f.storage, f.generation, f.key,
  array(select a.key from field_aliases a where a.field_id = f.id order by a.since, a.key) as aliases,
  f.owner, f.schema, f.tier, f.past, f.position, f.state, f.archived_at as "archivedAt", f.version`;

/** All fields of all kinds, archived ones too. */
export async function readFields(db: Queryable): Promise<CustomField[]> {
  return await db.query<CustomField & object>({ text: `select ${columns} from fields f order by f.kind, f.position` });
}

/** One field; NotFound when it was removed for good. */
export async function readField(db: Queryable, id: string): Promise<CustomField> {
  const text = `select ${columns} from fields f where f.id = $1`;
  const [field] = isId(id) ? await db.query<CustomField & object>({ text, values: [id] }) : [];
  if (!field) throw new NotFound("fields.not_found");
  return field;
}

/** Writes what an edit may change, as the next version, and answers the field as it is now. */
export async function writeField(trx: Queryable, field: CustomField): Promise<CustomField> {
  const text = `update fields set key = $2, schema = $3, position = $4, state = $5, version = version + 1,
    archived_at = case when $5 = 'active' then null else coalesce(archived_at, now()) end where id = $1`;
  const { id, key, schema, position, state } = field;
  await trx.query({ text, values: [id, key, JSON.stringify(schema), position, state] });
  return await readField(trx, id);
}

/** True when another field of the kind has this key, or had it. */
export async function isTaken(trx: Queryable, { kind, key, id }: { kind: string; key: string; id: string | null }) {
  const text = `select 1 from fields where kind = $1 and key = $2 and id is distinct from $3::uuid
    union all select 1 from field_aliases where kind = $1 and key = $2 and field_id is distinct from $3::uuid`;
  return (await trx.query({ text, values: [kind, key, id] })).length > 0;
}
