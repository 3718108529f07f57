import { Invalid, type Problem } from "../../kernel/errors.ts";
import type { Json } from "../../kernel/json.ts";
import type { Kinds } from "../kinds.ts";
import { checkedLayout } from "../layouts/check-layout.ts";
import type { LayoutPlace, Layouts } from "../layouts/layouts.ts";
import { reader } from "./reader.ts";
import { type Change, type Create, itemProblem, type Section } from "./section.ts";

const EVERYBODY = "everybody";

/** How the fields of a kind are arranged, as `deal/everybody` or `deal/sales`. Without one, a kind looks as it came. */
export function layoutSection(layouts: Layouts, kinds: Kinds): Section {
  return {
    name: "layouts",
    order: 50,
    read: async () => {
      const all = await layouts.list(reader);
      return new Map(all.map((row) => [nameOf(row), row.layout as unknown as Json]));
    },
    check: (difference) => problemsOf(difference, kinds),
    write: async (actor, { name, after }) => void (await layouts.save(actor, placeOf(name), after)),
    remove: async (actor, { name }) => await layouts.reset(actor, placeOf(name)),
  };
}

const nameOf = ({ kind, role }: LayoutPlace): string => `${kind}/${role || EVERYBODY}`;

function placeOf(name: string): LayoutPlace {
  const [kind = "", role = ""] = name.split("/");
  return { kind, role: role === EVERYBODY ? "" : role };
}

/** Of a kind that this document brings, only the name can be checked before it is there. */
function problemsOf({ name, after }: Create | Change, kinds: Kinds): readonly Problem[] {
  if (!/^[^/]+\/[^/]+$/.test(name)) return [itemProblem("", "configuration.bad_name", { name })];
  const kind = kinds.find(placeOf(name).kind);
  if (!kind) return [];
  try {
    checkedLayout(kind, after);
    return [];
  } catch (error) {
    if (error instanceof Invalid) return error.problems;
    throw error;
  }
}
