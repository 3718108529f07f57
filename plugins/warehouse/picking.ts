// What is picked of a binding document: which of its lines a scan is one more of.
import { Invalid } from "trellis/sdk";
import { exact } from "../products/api.ts";
import type { StockDocument, StockLine } from "./document.ts";
import { problem } from "./problem.ts";

/** Lots go by their number in upper or lower case alike. */
export const sameLot = (a: string | null, b: string | null): boolean => a?.toLowerCase() === b?.toLowerCase();

/** A document, with how much was scanned of each of its lines. */
export interface Picking {
  readonly document: StockDocument;
  readonly scanned: ReadonlyMap<string, string>;
}

interface Picked {
  readonly product: string;
  readonly quantity: string;
  readonly lot: string | null;
}

/** The line of a binding document of which this is one more; what is not on it, or too much, is refused. */
export function picked({ document, scanned }: Picking, goods: Picked): string {
  const ofProduct = document.lines.filter(({ product }) => product === goods.product);
  if (ofProduct.length === 0) throw new Invalid([problem("code", "not_on_document")]);
  if (goods.lot === null && ofProduct.some(({ lot }) => lot !== null))
    throw new Invalid([problem("lot", "lot_missing")]);
  const same = ofProduct.filter(({ lot }) => lot === null || sameLot(lot, goods.lot));
  if (same.length === 0)
    throw new Invalid([problem("code", "other_lot", { lots: ofProduct.map(({ lot }) => lot ?? "").join(", ") })]);
  const open = roomIn(same, scanned, goods.quantity);
  if (!open) throw new Invalid([problem("code", "too_many", { wanted: sumOf(same) })]);
  return open.id;
}

/** The first line on which so many more are still to be picked. */
export const roomIn = (
  lines: readonly StockLine[],
  scanned: ReadonlyMap<string, string>,
  quantity: string,
): StockLine | undefined =>
  lines.find((line) =>
    exact(scanned.get(line.id) ?? "0")
      .plus(quantity)
      .lte(line.quantity),
  );

export const sumOf = (lines: readonly StockLine[]): string =>
  lines.reduce((sum, { quantity }) => sum.plus(quantity), exact("0")).toFixed();
