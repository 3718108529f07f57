// Fields that administrators and plugins add while the system runs.
import type { Database, Queryable } from "../../db/database.ts";
import { type Actor, may } from "../../kernel/actor.ts";
import { Conflict, Invalid, NotAllowed, NotFound } from "../../kernel/errors.ts";
import { readFields } from "../definitions/defined.ts";
import type { Definitions } from "../definitions/definitions.ts";
import type { Kinds } from "../kinds.ts";
import { problemAt } from "../store/validate.ts";
import { addField, checkNewField, type NewField } from "./add-field.ts";
import type { CustomField } from "./custom-field.ts";
import { checkFieldSchema } from "./field-schema.ts";
import type { FieldSchema } from "./field.ts";

export class CustomFields {
  readonly #db: Database;
  readonly #kinds: Kinds;
  readonly #definitions: Definitions;

  constructor(db: Database, kinds: Kinds, definitions: Definitions) {
    this.#db = db;
    this.#kinds = kinds;
    this.#definitions = definitions;
  }

  /** All of a kind, archived ones too. */
  async list(kind: string): Promise<CustomField[]> {
    return (await readFields(this.#db)).filter((field) => field.kind === kind);
  }

  /** Adds a nullable column and its definition; usable here at once, in every other process within a second. */
  async define(actor: Actor, kind: string, field: NewField): Promise<CustomField> {
    allowed(actor);
    const { table, customFields } = this.#kinds.get(kind);
    if (customFields === false) throw new NotAllowed("fields.fixed_kind", { kind });
    checkNewField(field);
    return await this.#definitions.change(async (trx) => {
      await this.#refuseTaken(trx, kind, field.key);
      return await addField(trx, { kind, table }, field);
    });
  }

  /** Label, help, options, limits; never the type, which is a change of its own. */
  async reshape(actor: Actor, id: string, schema: FieldSchema): Promise<void> {
    allowed(actor);
    checkFieldSchema(schema);
    await this.#definitions.change(async (trx) => {
      const field = await fieldIn(trx, id);
      if (field.schema["x-type"] !== schema["x-type"])
        throw new Invalid([problemAt("x-type", "fixed_type")], "fields.invalid");
      await trx.query({ text: "update fields set schema = $2 where id = $1", values: [id, JSON.stringify(schema)] });
    });
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
    await this.#definitions.change(async (trx) => {
      await fieldIn(trx, id);
      await trx.query({ text: "update fields set state = $2 where id = $1", values: [id, state] });
    });
  }

  async #refuseTaken(trx: Queryable, kind: string, key: string): Promise<void> {
    const text = "select 1 from fields where kind = $1 and key = $2";
    const taken = this.#kinds.get(kind).fields.some((field) => !field.custom && field.key === key);
    if (taken || (await trx.query({ text, values: [kind, key] })).length > 0)
      throw new Conflict("fields.key_taken", { key });
  }
}

function allowed(actor: Actor): void {
  if (!may(actor, "fields.change")) throw new NotAllowed("security.not_allowed", { permission: "fields.change" });
}

async function fieldIn(trx: Queryable, id: string): Promise<CustomField> {
  const [row] = await trx.query<CustomField & object>({
    text: "select id, schema from fields where id = $1",
    values: [id],
  });
  if (!row) throw new NotFound("fields.not_found");
  return row;
}
