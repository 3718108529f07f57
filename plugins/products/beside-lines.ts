// What stands around the lines of a deal: what may be added to them, and what was answered for them.
import { type Actor, may, type Queryable, type Records } from "trellis/sdk";
import { answersOf } from "./answers.ts";
import type { SheetReader } from "./calculation.view.ts";
import { productNames } from "./meant.ts";
import type { OfferLine } from "./offer.ts";

export async function besideLines(
  { db, records }: { readonly db: Queryable; readonly records: Records },
  lines: readonly OfferLine[],
  reader: SheetReader,
) {
  const suggestions = await productNames(records, reader.actor);
  const calculators = await calculatorsFor(records, reader.actor);
  return { suggestions, calculators, answers: await answersOf(db, lines, reader) };
}

/** Calculators that somebody may use, by name. */
async function calculatorsFor(records: Records, actor: Actor): Promise<readonly { id: string; name: string }[]> {
  if (!may(actor, "calculators.read")) return [];
  const filter = { field: "inUse", op: "eq", value: true } as const;
  const sort = [{ field: "name", direction: "asc" }] as const;
  const { data } = await records.list(actor, "calculator", { filter, sort, limit: 30, fields: ["name"] });
  return data.map(({ id, name }) => ({ id, name: String(name) }));
}
