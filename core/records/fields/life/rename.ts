// A field's key is what programs call it. It may change: the old one goes on working, and whoever remembers it is told.
import type { Queryable } from "../../../db/database.ts";
import { Conflict } from "../../../kernel/errors.ts";
import type { KindsSeen } from "../../kind.ts";
import type { Kinds } from "../../kinds.ts";
import type { CustomField } from "../custom-field.ts";
import { isTaken } from "../field-rows.ts";
import type { MentionSource } from "./mentions.ts";

export interface EditNeeds {
  readonly kinds: Kinds;
  /** The kinds as whoever edits sees them. */
  readonly seen: KindsSeen;
  readonly mentions: () => readonly MentionSource[];
}

/** Throws Conflict when another field has the key, or had it. The row itself is written by the caller. */
export async function rename(trx: Queryable, needs: EditNeeds, field: CustomField, key: string): Promise<void> {
  const { id, kind: name, key: old } = field;
  const kind = needs.kinds.get(name);
  const isBase = kind.fields.some((one) => !one.custom && one.key === key);
  if (isBase || (await isTaken(trx, { kind: name, key, id }))) throw new Conflict("fields.key_taken", { key });
  await trx.query({ text: "delete from field_aliases where field_id = $1 and key = $2", values: [id, key] });
  await trx.query({
    text: "insert into field_aliases (kind, key, field_id) values ($1, $2, $3)",
    values: [name, old, id],
  });
  const paths = { from: `custom.${old}`, to: `custom.${key}` };
  for (const source of needs.mentions()) await source.rename(trx, kind, paths);
}
