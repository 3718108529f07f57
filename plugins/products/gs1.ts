// Numbers of articles as GS1 gives them out. Source: GS1 General Specifications, 7.9 (check digits).
import { type Draft, type HookContext, type Problem, problemAt } from "trellis/sdk";
import { unitOfProduct } from "./catalogue.ts";
import { problem } from "./problem.ts";
import { quantityProblems } from "./units.ts";

/** Lengths of GTIN-8, UPC-A, EAN-13 and GTIN-14. */
const lengths = new Set([8, 12, 13, 14]);

/** True for a text of digits that is as long as an article number. */
export const looksLikeGtin = (code: string): boolean => /^\d+$/.test(code) && lengths.has(code.length);

/** The last digit such a number must have: weights 3 and 1 from the right, up to the next ten. */
export function checkDigit(digits: string): string {
  const sum = [...digits].reverse().reduce((sum, digit, at) => sum + Number(digit) * (at % 2 === 0 ? 3 : 1), 0);
  return String((10 - (sum % 10)) % 10);
}

export const isGtin = (code: string): boolean =>
  looksLikeGtin(code) && checkDigit(code.slice(0, -1)) === code.slice(-1);

/** A code without the blanks and hyphens that people read it by, right to its last digit. */
export async function checkBarcode(draft: Draft, { db }: HookContext): Promise<Problem[]> {
  const typed = draft.get("code");
  if (typeof typed !== "string") return [];
  const bare = typed.replace(/[\s-]/g, "");
  const code = looksLikeGtin(bare) ? bare : typed;
  if (code !== typed) draft.set("code", code);
  const isWrong = looksLikeGtin(code) && !isGtin(code) && draft.get("own") !== true;
  return [
    ...(isWrong ? [problem("code", "check_digit", { digit: checkDigit(code.slice(0, -1)) })] : []),
    ...quantityProblems("quantity", draft.get("quantity"), await unitOfProduct(db, draft.get("product"))),
    ...(Number(draft.get("quantity")) > 0 ? [] : [problemAt("quantity", "too_small", { minimum: 0.000001 })]),
  ];
}
