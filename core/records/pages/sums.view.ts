import { formatMoney } from "../../i18n/formats.ts";
import type { Field } from "../fields/field.ts";
import type { Sum } from "../query/sums.ts";
import type { Reader } from "./reader.ts";

/** A text or several per column; for money one per currency. */
export type SumsRow = readonly { readonly texts: readonly string[] }[];

/** What stands under each column; null when nothing can be added up. */
export function sumsRow(columns: readonly Field[], sums: readonly Sum[], { reading }: Reader): SumsRow | null {
  if (sums.length === 0) return null;
  return columns.map(({ path, type, schema }) => ({
    texts: sums
      .filter((sum) => sum.path === path)
      .map(({ amount, currency }) =>
        currency === null
          ? type.format(amount, schema, reading)
          : formatMoney(reading.language, { amount, currency }, true),
      ),
  }));
}
