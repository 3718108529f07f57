// Fields that administrators and plugins add while the system runs. Column and definition are written in one transaction,
// one at a time; this process uses them at once, every other one within the second in which it looks at the version.
import { randomBytes } from "node:crypto";
import type { Database, Queryable } from "../../db/database.ts";
import { sqlState } from "../../db/database.ts";
import { type Actor, may } from "../../kernel/actor.ts";
import { Conflict, Invalid, NotAllowed, NotFound, Unavailable } from "../../kernel/errors.ts";
import { newId } from "../../kernel/ids.ts";
import type { Kinds } from "../kinds.ts";
import { quoted } from "../query/sql.ts";
import { problemAt } from "../store/validate.ts";
import type { CustomField } from "./custom-field.ts";
import { checkFieldSchema } from "./field-schema.ts";
import type { FieldSchema } from "./field.ts";
import { reservedKeys } from "./system.ts";
import { fieldTypes } from "./types/index.ts";

export interface NewField {
  readonly key: string;
  readonly schema: FieldSchema;
  readonly owner?: string;
}

const shape = /^[a-z][a-z0-9_]{0,40}$/;
const TRIES = 6;
const LOCK_NOT_AVAILABLE = "55P03";
const all = "select id, kind, storage, key, owner, schema, position, state from fields order by kind, position";

export class CustomFields {
  readonly #db: Database;
  readonly #kinds: Kinds;

  constructor(db: Database, kinds: Kinds) {
    this.#db = db;
    this.#kinds = kinds;
  }

  /** Reads the definitions if they are newer than those in use; true when they were. */
  async refresh(): Promise<boolean> {
    const version = await versionOf(this.#db);
    if (version === this.#kinds.version) return false;
    this.#kinds.useCustomFields(await this.#db.query<CustomField & object>({ text: all }), version);
    return true;
  }

  /** All of a kind, archived ones too. */
  async list(kind: string): Promise<CustomField[]> {
    return (await this.#db.query<CustomField & object>({ text: all })).filter((field) => field.kind === kind);
  }

  /** Adds a nullable column and its definition; usable here at once, in every other process within a second. */
  async define(actor: Actor, kind: string, field: NewField): Promise<CustomField> {
    allowed(actor);
    const { table, customFields } = this.#kinds.get(kind);
    if (customFields === false) throw new NotAllowed("fields.fixed_kind", { kind });
    refuseKey(field.key);
    checkFieldSchema(field.schema);
    const storage = randomBytes(5).toString("hex");
    const made = await this.#locked(async (trx) => {
      await this.#refuseTaken(trx, kind, field.key);
      for (const [column, sql] of columnsOf(storage, field.schema)) {
        await trx.query({ text: `alter table ${quoted(table)} add column ${quoted(column)} ${sql}` });
      }
      return await insertField(trx, kind, storage, field);
    });
    await this.refresh();
    return made;
  }

  /** Label, help, options, limits; never the type, which is a change of its own. */
  async reshape(actor: Actor, id: string, schema: FieldSchema): Promise<void> {
    allowed(actor);
    checkFieldSchema(schema);
    await this.#locked(async (trx) => {
      const field = await fieldIn(trx, id);
      if (field.schema["x-type"] !== schema["x-type"])
        throw new Invalid([problemAt("x-type", "fixed_type")], "fields.invalid");
      await trx.query({ text: "update fields set schema = $2 where id = $1", values: [id, JSON.stringify(schema)] });
    });
    await this.refresh();
  }

  /** Hides a field everywhere; its values stay. */
  async archive(actor: Actor, id: string): Promise<void> {
    await this.#setState(actor, id, "archived");
  }

  async bringBack(actor: Actor, id: string): Promise<void> {
    await this.#setState(actor, id, "active");
  }

  async #setState(actor: Actor, id: string, state: CustomField["state"]): Promise<void> {
    allowed(actor);
    await this.#locked(async (trx) => {
      await fieldIn(trx, id);
      await trx.query({ text: "update fields set state = $2 where id = $1", values: [id, state] });
    });
    await this.refresh();
  }

  async #refuseTaken(trx: Queryable, kind: string, key: string): Promise<void> {
    const text = "select 1 from fields where kind = $1 and key = $2";
    const taken = this.#kinds.get(kind).fields.some((field) => !field.custom && field.key === key);
    if (taken || (await trx.query({ text, values: [kind, key] })).length > 0)
      throw new Conflict("fields.key_taken", { key });
  }

  /** One definition at a time; gives up the lock at once when a long report holds the table, so that readers never queue behind it. */
  async #locked<T>(work: (trx: Queryable) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.#db.transaction(async (trx) => {
          await trx.query({ text: "set local lock_timeout = '1s'" });
          await trx.query({ text: "update definition_versions set version = version + 1 where name = 'fields'" });
          return await work(trx);
        });
      } catch (error) {
        if (sqlState(error) !== LOCK_NOT_AVAILABLE) throw error;
        if (tries >= TRIES) throw new Unavailable("fields.table_busy", { seconds: 10 });
        await new Promise((later) => setTimeout(later, 100 * 2 ** tries));
      }
    }
  }
}

function allowed(actor: Actor): void {
  if (!may(actor, "fields.change")) throw new NotAllowed("security.not_allowed", { permission: "fields.change" });
}

function refuseKey(key: unknown): void {
  const fine = typeof key === "string" && shape.test(key) && !reservedKeys.has(key);
  if (!fine) throw new Invalid([problemAt("key", "bad_key", { key: String(key).slice(0, 60) })], "fields.invalid");
}

async function versionOf(db: Queryable): Promise<number> {
  const text = "select version from definition_versions where name = 'fields'";
  const [row] = await db.query<{ version: number }>({ text, name: "fields_version" });
  return row?.version ?? 0;
}

const columnsOf = (storage: string, schema: FieldSchema): [string, string][] =>
  (fieldTypes.get(schema["x-type"])?.columns ?? []).map(({ suffix, sql }) => [`cf_${storage}${suffix}`, sql]);

async function insertField(
  trx: Queryable,
  kind: string,
  storage: string,
  { key, schema, owner = "admin" }: NewField,
): Promise<CustomField> {
  const text = `insert into fields (id, kind, storage, key, owner, schema, position)
    select $1, $2, $3, $4, $5, $6, coalesce(max(position), 0) + 1 from fields where kind = $2
    returning id, kind, storage, key, owner, schema, position, state`;
  const [row] = await trx.query<CustomField & object>({
    text,
    values: [newId(), kind, storage, key, owner, JSON.stringify(schema)],
  });
  return row as CustomField;
}

async function fieldIn(trx: Queryable, id: string): Promise<CustomField> {
  const [row] = await trx.query<CustomField & object>({
    text: "select id, schema from fields where id = $1",
    values: [id],
  });
  if (!row) throw new NotFound("fields.not_found");
  return row;
}
