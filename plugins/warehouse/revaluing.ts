// Documents that move nothing: what goods are worth is said anew, by hand, with a reason.
import { type Draft, Invalid, type Problem, type Rec } from "trellis/sdk";
import type { StockDocument } from "./document.ts";
import { problem } from "./problem.ts";

/** A line says what one is worth; of lots there is nothing to tell, they are all worth the same. */
export function worthProblems(draft: Draft): readonly Problem[] {
  return [
    ...(draft.get("cost") === null ? [problem("cost", "worth_missing")] : []),
    ...(draft.get("lot") === null ? [] : [problem("lot", "worth_has_no_lot")]),
  ];
}

/** Each product once, and a reason for whoever reads the books later. */
export function refuseUnsoundWorth({ lines }: StockDocument, document: Rec): void {
  const reason = typeof document["reason"] === "string" ? document["reason"].trim() : "";
  if (reason === "") throw new Invalid([problem("reason", "reason_missing")]);
  const seen = new Set<string>();
  const twice = lines.filter(({ product }) => seen.has(product) || !seen.add(product));
  if (twice.length === 0) return;
  throw new Invalid(twice.map(({ id }) => ({ ...problem("product", "revalued_twice"), pointer: `/lines/${id}` })));
}
