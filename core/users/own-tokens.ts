import { type Checked, fits } from "../kernel/checked.ts";
import { isScope } from "../security/scopes.ts";
import type { NewToken } from "../security/tokens.ts";
import { brokenRules, isLong } from "./rules.ts";

const MOST_DAYS = 365;
type Typed = Required<Omit<NewToken, "confirmed">>;

/** What the form for a new token says: a name, scopes divided by spaces or commas, days until it ends. */
export function checkToken(typed: Readonly<Record<string, string>>): Checked<Typed> {
  const token = readToken({ name: "", scopes: "", days: "90", ...typed });
  const strange = token.scopes.filter((scope) => !isScope(scope));
  const problems = brokenRules([
    [token.name === "", "name", "required"],
    [isLong(token.name, 80), "name", "name_too_long"],
    [token.scopes.length === 0, "scopes", "required"],
    [strange.length > 0, "scopes", "not_a_scope", { scopes: strange.join(", ") }],
    [!isLength(token.days), "days", "token_days", { most: MOST_DAYS }],
  ]);
  return problems.length > 0 ? { ok: false, problems } : fits(token);
}

const readToken = ({ name, scopes, days }: { name: string; scopes: string; days: string }): Typed => ({
  name: name.trim(),
  scopes: [...new Set(scopes.split(/[\s,]+/).filter(Boolean))],
  days: Number(days),
});

const isLength = (days: number): boolean => Number.isInteger(days) && days >= 1 && days <= MOST_DAYS;
