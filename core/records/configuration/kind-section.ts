import type { Actor } from "../../kernel/actor.ts";
import { Invalid, type Problem } from "../../kernel/errors.ts";
import { isObject, type Json } from "../../kernel/json.ts";
import type { KindPlan, OwnKind } from "../own-kinds/own-kind.ts";
import type { OwnKinds } from "../own-kinds/own-kinds.ts";
import {
  type Change,
  type Create,
  type Difference,
  type Grade,
  itemProblem,
  type Remove,
  type Section,
  withUnsaid,
} from "./section.ts";

interface KindItem extends KindPlan {
  readonly plural: string;
  readonly state: OwnKind["state"];
}

const generalRights = ["read", "create", "change", "delete", "import", "export"] as const;

/** Kinds that administrators have defined, by name. Their fields are items of their own, which follow. */
export function kindSection(kinds: OwnKinds): Section {
  const find = async (name: string): Promise<OwnKind | undefined> =>
    (await kinds.list()).find((one) => one.name === name);

  return {
    name: "kinds",
    order: 5,
    read: async () => new Map((await kinds.list()).map((kind) => [kind.name, itemOf(kind)])),
    check: (difference) => problemsOf(kinds, difference),
    rights: ({ after }) =>
      generalRights.map((action) => `${String((after as unknown as KindItem | null)?.plural)}.${action}`),
    completed: withUnsaid,
    grade: gradeOf,
    async write(actor, { name, after }) {
      const { plural, state, ...plan } = after as unknown as KindItem;
      const said = plan as unknown as Readonly<Record<string, unknown>>;
      const standing = await find(name);
      if (!standing) await kinds.define(actor, { name, plural, fields: [], plan: said, ahead: true });
      if (standing?.state === "archived" && state === "active") await kinds.bringBack(actor, name);
      if (standing) await kinds.change(actor, name, said, { ahead: true });
      if (standing?.state !== "archived" && state === "archived") await kinds.archive(actor, name);
    },
    remove: async (actor: Actor, { name }: Remove) => void (await kinds.archive(actor, name)),
  };
}

const itemOf = ({
  id: _id,
  name: _name,
  storage: _storage,
  version: _version,
  archivedAt: _at,
  ...item
}: OwnKind): Json => item as unknown as Json;

function problemsOf(kinds: OwnKinds, difference: Create | Change): readonly Problem[] {
  const { name, after } = difference;
  if (!isObject(after) || !["active", "archived"].includes(String(after["state"])))
    return [itemProblem("/state", "configuration.bad_item", { known: "plural, state, one, many, …" })];
  const { plural, state: _, ...plan } = after;
  const isMoved = difference.action === "change" && (difference.before as unknown as KindItem).plural !== plural;
  if (isMoved) return [itemProblem("/plural", "fixed_plural")];
  try {
    if (difference.action === "create") kinds.checkNew({ name, plural, fields: [], plan, ahead: true });
    else kinds.planWith(difference.before as unknown as OwnKind, plan);
    return [];
  } catch (error) {
    if (error instanceof Invalid) return error.problems;
    throw error;
  }
}

/** A kind that is put away is gone from the pages; one that becomes shared shows its records to more people than before. */
function gradeOf(difference: Difference): Grade {
  if (difference.action === "remove") return "destructive";
  if (difference.action === "create") return "safe";
  const [before, after] = [difference.before as unknown as KindItem, difference.after as unknown as KindItem];
  if (before.state === "active" && after.state === "archived") return "destructive";
  return before.owned !== after.owned ? "breaking" : "safe";
}
