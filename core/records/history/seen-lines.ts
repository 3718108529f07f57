import type { Actor } from "../../kernel/actor.ts";
import { seenValues } from "../access/seen-values.ts";
import type { Kinds } from "../kinds.ts";

interface Line {
  readonly kind: string;
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
}

/** Lines of history as somebody sees them: a field that is hidden from them was never written. */
export function seenLines<L extends Line>(kinds: Kinds, actor: Actor, lines: readonly L[]): L[] {
  const seen = kinds.seenBy(actor);
  return lines.map((line) => {
    const [whole, own] = [kinds.find(line.kind), seen.find(line.kind)];
    if (!whole || !own) return line;
    return { ...line, before: seenValues(whole, own, line.before), after: seenValues(whole, own, line.after) };
  });
}
