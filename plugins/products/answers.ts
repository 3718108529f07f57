// What was answered for the lines that calculators made, in the words of whoever looks.
import { type Queryable, sheetFacts } from "trellis/sdk";
import { sheetOf } from "./calculator.ts";
import type { SheetReader } from "./calculation.view.ts";
import type { OfferLine } from "./offer.ts";

/** By the first line of each calculation, such as "Width 1.2 · Height 0.9". */
export async function answersOf(
  db: Queryable,
  lines: readonly OfferLine[],
  reader: SheetReader,
): Promise<ReadonlyMap<string, string>> {
  const firsts = lines.filter(
    ({ part, calculation }, at) => part !== null && lines.findIndex((one) => one.calculation === calculation) === at,
  );
  const parts = firsts.flatMap(({ part }) => part ?? []);
  if (parts.length === 0) return new Map();
  const text = `select p.id, c.inputs from plugin_products.calculator_parts p
    join plugin_products.calculators c on c.id = p.calculator_id where p.id = any($1::uuid[])`;
  const rows = await db.query<{ id: string; inputs: unknown }>({ text, values: [parts] });
  const sheets = new Map(rows.map((row) => [row.id, sheetOf(row)]));
  return new Map(
    firsts.flatMap(({ id, part, inputs }) => {
      const sheet = sheets.get(part ?? "");
      const facts = sheet && inputs ? sheetFacts(sheet, inputs, reader) : [];
      return facts.length > 0 ? [[id, facts.map(({ label, text }) => `${label} ${text}`).join(" · ")] as const] : [];
    }),
  );
}
