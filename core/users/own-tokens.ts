import type { Actor } from "../kernel/actor.ts";
import { type Checked, fits } from "../kernel/checked.ts";
import { NotAllowed, type Problem } from "../kernel/errors.ts";
import { isScope } from "../security/scopes.ts";
import type { NewToken } from "../security/tokens.ts";

const MOST_DAYS = 365;

/** What the form for a new token says: a name, scopes divided by spaces or commas, days until it ends. */
export function checkToken(typed: Readonly<Record<string, string>>): Checked<Required<NewToken>> {
  const name = (typed["name"] ?? "").trim();
  const scopes = [...new Set((typed["scopes"] ?? "").split(/[\s,]+/).filter(Boolean))];
  const days = Number(typed["days"] ?? "90");
  const wrong = scopes.filter((scope) => !isScope(scope));
  const problems: Problem[] = [
    ...(name === "" ? [problem("name", "required")] : []),
    ...([...name].length > 80 ? [problem("name", "name_too_long")] : []),
    ...(scopes.length === 0 ? [problem("scopes", "required")] : []),
    ...(wrong.length > 0 ? [problem("scopes", "not_a_scope", { scopes: wrong.join(", ") })] : []),
    ...(Number.isInteger(days) && days >= 1 && days <= MOST_DAYS ? [] : [problem("days", "token_days", { most: MOST_DAYS })]),
  ];
  return problems.length > 0 ? { ok: false, problems } : fits({ name, scopes, days });
}

/** A token never makes tokens: a leaked one could otherwise outlive its end. */
export function mayMakeTokens({ tokenId }: Actor): void {
  if (tokenId) throw new NotAllowed("users.token_by_token");
}

const problem = (key: string, code: string, values = {}): Problem => ({ pointer: `/${key}`, code, message: `problem.${code}`, values });
