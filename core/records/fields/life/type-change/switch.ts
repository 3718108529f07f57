// The moment at which a field gets its other columns: definition and triggers in one transaction, while writers wait.
import type { Transaction } from "../../../../db/database.ts";
import type { CustomField } from "../../custom-field.ts";
import { readField } from "../../field-rows.ts";
import type { FieldSchema } from "../../field.ts";
import { wishIndexes } from "../index-rows.ts";
import { type Carrier } from "./carry.ts";
import { move, tierBefore } from "./change-rows.ts";
import { closeColumns, openColumns, unwatchColumns, watchColumns } from "./columns.ts";

/** The field lives in its new columns from now on; the old ones stay as they are, closed, for 30 days. */
export async function switchOver(trx: Transaction, carrier: Carrier): Promise<void> {
  const { change, table, from, to } = carrier;
  await unwatchColumns(trx, table, from);
  await closeColumns(trx, carrier, from);
  await watchColumns(trx, carrier, to);
  await become(trx, carrier, { schema: change.plan.schema, generation: change.toGeneration, tier: "column" });
  await move(trx, change.id, "copying", "done");
}

/** The field lives in its old columns again. */
export async function switchBack(trx: Transaction, carrier: Carrier): Promise<void> {
  const { change, table, from, to } = carrier;
  await unwatchColumns(trx, table, to);
  await openColumns(trx, table, from);
  await closeColumns(trx, carrier, to);
  await become(trx, carrier, { schema: change.before, generation: change.fromGeneration, tier: tierBefore(change) });
  await move(trx, change.id, "undoing", "undone");
}

/** What the field was until now is kept, because the history speaks of it. */
async function become(
  trx: Transaction,
  { change }: Carrier,
  next: Pick<CustomField, "schema" | "generation" | "tier">,
): Promise<void> {
  const field = await readField(trx, change.fieldId);
  const schema = withWordsOf(field.schema, next.schema);
  const { reading, factor } = change.plan;
  const text = `update fields set schema = $2, generation = $3, tier = $5, version = version + 1,
    past = past || jsonb_build_object('until', clock_timestamp(), 'schema', schema, 'manner', $4::jsonb) where id = $1`;
  const manner = JSON.stringify({ reading, factor });
  await trx.query({ text, values: [field.id, JSON.stringify(schema), next.generation, manner, next.tier] });
  await wishIndexes(trx, { ...field, ...next, schema }, field);
}

const words = ["x-label", "x-help", "x-section"] as const;

// Words may have changed since the change of type was asked for.
function withWordsOf(now: FieldSchema, next: FieldSchema): FieldSchema {
  const { "x-label": _label, "x-help": _help, "x-section": _section, ...rest } = next;
  const said = words.flatMap((word) => (now[word] === undefined ? [] : [[word, now[word]] as const]));
  return { ...rest, ...Object.fromEntries(said) };
}
