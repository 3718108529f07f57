// What a scanned code says of lots, as far as the product is tracked: cartons name lots of goods that nobody follows, too.
import type { Queryable } from "trellis/sdk";
import type { Meant } from "../products/api.ts";
import { trackingOf } from "./tracking.ts";

export interface ScannedLot {
  readonly lot: string | null;
  readonly expires: string | null;
}

export async function scannedLot(db: Queryable, { product, lot, serial, expires }: Meant): Promise<ScannedLot> {
  const tracking = await trackingOf(db, product);
  const number = (tracking === "serial" ? serial : lot) ?? null;
  if (tracking === "none" || number === null) return { lot: null, expires: null };
  return { lot: number, expires: expires ?? null };
}
