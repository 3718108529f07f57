import type { Actor } from "../../kernel/actor.ts";
import { sees } from "../access/seen-values.ts";
import type { Kinds } from "../kinds.ts";
import { rulesOf } from "./compiled.ts";
import type { Rule } from "./rule.ts";

/** A rule that looks at a field somebody may not see tells of it: to them there is no such rule. */
export function inSight(kinds: Kinds, actor: Actor, name: string): (rule: Pick<Rule, "id">) => boolean {
  const kind = kinds.seenBy(actor).get(name);
  if (!kind.whole) return () => true;
  const looks = new Map(rulesOf(kind.whole).all.map((one) => [one.id, one.looksAt]));
  return ({ id }) => [...(looks.get(id) ?? [""])].every((path) => sees(kind, path));
}
