// A kit in the hand of somebody who picks: its parts are counted, all of them or none.
import { Invalid, type Queryable } from "trellis/sdk";
import { exact, type KitPart, kitPartsOf } from "../products/api.ts";
import type { StockLine, Type } from "./document.ts";
import { type Picking, roomIn, sumOf } from "./picking.ts";
import { problem } from "./problem.ts";

interface Kits {
  readonly kit: string;
  readonly quantity: string;
}

/** What is received and counted is what is in a kit: whoever has one in the hand says which parts there are. */
export async function refuseKit(db: Queryable, type: Type, kit: string): Promise<void> {
  const parts = await partsOf(db, kit);
  if (type !== "receipt" && type !== "count") return;
  const names = parts.map(({ name }) => name).join(", ");
  throw new Invalid([problem("code", "kit_not_scanned", { names })]);
}

async function partsOf(db: Queryable, kit: string): Promise<readonly KitPart[]> {
  const parts = (await kitPartsOf(db, [kit])).get(kit);
  if (!parts) throw new Invalid([problem("code", "kit_is_empty")]);
  return parts;
}

/** The lines of which the parts of so many kits are picked, and how many of each. */
export async function pickKit(
  db: Queryable,
  picking: Picking,
  { kit, quantity }: Kits,
): Promise<readonly { readonly line: string; readonly quantity: string }[]> {
  const parts = await partsOf(db, kit);
  return parts.map((part) => {
    const many = exact(quantity).times(part.quantity).toFixed();
    return { line: lineOf(part, many, picking), quantity: many };
  });
}

function lineOf(part: KitPart, many: string, { document, scanned }: Picking): string {
  const lines = linesOf(document.lines, part);
  if (lines.length === 0) throw new Invalid([problem("code", "not_on_document")]);
  if (lines.some(({ lot }) => lot !== null))
    throw new Invalid([problem("code", "kit_part_by_lot", { name: part.name })]);
  const line = roomIn(lines, scanned, many);
  if (!line) throw new Invalid([problem("code", "kit_too_many", { name: part.name, wanted: sumOf(lines) })]);
  return line.id;
}

/** Where a part stands on a document: first where it stands for this kit, then where it stands by itself. */
const linesOf = (lines: readonly StockLine[], { kit, product }: KitPart): readonly StockLine[] => {
  const ofPart = lines.filter((line) => line.product === product);
  return [...ofPart.filter((line) => line.kit === kit), ...ofPart.filter((line) => line.kit === null)];
};

/** So many whole kits are picked, of so many that the document has. */
export async function kitsPicked(
  db: Queryable,
  { document, scanned }: Picking,
  kit: string,
): Promise<{ readonly total: string; readonly wanted: string }> {
  // Somebody may have emptied it meanwhile: what was scanned can be taken back all the same.
  const parts = (await kitPartsOf(db, [kit])).get(kit) ?? [];
  const whole = (many: (line: StockLine) => string): string => {
    const [first = exact("0"), ...others] = parts.map((part) => {
      const sum = linesOf(document.lines, part).reduce((sum, line) => sum.plus(many(line)), exact("0"));
      return sum.div(part.quantity).round(0, 0);
    });
    return others.reduce((least, one) => (one.lt(least) ? one : least), first).toFixed();
  };
  return { total: whole(({ id }) => scanned.get(id) ?? "0"), wanted: whole(({ quantity }) => quantity) };
}
