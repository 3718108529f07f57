// Which records the bar below a list is about: what was ticked, or everything the list shows.
import { isId } from "../../kernel/ids.ts";
import type { Selection } from "../bulk/bulk.ts";
import type { Parts, Visit } from "./parts.ts";
import { readAsk } from "./read-ask.ts";

export async function selectionOf(parts: Parts, { kind, reader }: Visit, typed: URLSearchParams): Promise<Selection> {
  if (typed.get("all") !== "yes") return { ids: [...new Set(typed.getAll("ids"))].filter(isId) };
  const { filter, q } = await readAsk(parts, reader.actor, kind, new URLSearchParams(typed.get("in") ?? ""));
  return { query: { filter, q: q || undefined } };
}

const names = new Set(["ids", "all", "in", "do"]);

/** What goes along from step to step. */
export const carried = (typed: URLSearchParams): readonly { readonly name: string; readonly value: string }[] =>
  [...typed].filter(([name]) => names.has(name)).map(([name, value]) => ({ name, value }));
