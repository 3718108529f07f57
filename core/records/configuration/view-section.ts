import type { Actor } from "../../kernel/actor.ts";
import type { Problem } from "../../kernel/errors.ts";
import { isObject, type Json } from "../../kernel/json.ts";
import type { Kinds } from "../kinds.ts";
import type { View } from "../views/view.ts";
import { isColumns, isViewQuery } from "../views/view-shape.ts";
import type { Views } from "../views/views.ts";
import { distinct } from "./distinct.ts";
import type { Named } from "./named.ts";
import { type Change, type Create, itemProblem, type Section, withUnsaid } from "./section.ts";

type ViewItem = Pick<View, "query" | "columns">;

/** Views shared with everybody, as `deals/Closing this month`. People's own ones are theirs, not the company's. */
export function viewSection(views: Views, kinds: Kinds, named: Named): Section {
  const shared = async (): Promise<readonly View[]> => (await views.shared()).filter(({ kind }) => kinds.find(kind));
  const nameOf = ({ kind, name }: View): string => `${kinds.get(kind).plural}/${name}`;
  const all = async (): Promise<ReadonlyMap<string, View>> => distinct(await shared(), nameOf);

  return {
    name: "views",
    order: 60,
    read: async () => {
      const items = [...(await all())].map(async ([name, view]) => [name, await named.byName(itemOf(view))] as const);
      return new Map(await Promise.all(items));
    },
    completed: withUnsaid,
    check: (difference) => problemsOf(difference, kinds),
    async write(actor: Actor, { name, after }: Create | Change) {
      const kind = kinds.byPlural(pluralIn(name))?.name ?? "";
      const item = (await named.byId(after)) as unknown as ViewItem;
      const standing = (await all()).get(name);
      if (standing) await views.change(actor, standing.id, item);
      else await views.create(actor, { kind, name: name.slice(pluralIn(name).length + 1), sharedWith: "all", ...item });
    },
    async remove(actor, { name }) {
      const standing = (await all()).get(name);
      if (standing) await views.remove(actor, standing.id);
    },
  };
}

const pluralIn = (name: string): string => name.split("/")[0] ?? "";

const itemOf = ({ query, columns }: View): Json => ({ query, columns }) as unknown as Json;

function problemsOf({ name, after }: Create | Change, kinds: Kinds): readonly Problem[] {
  if (!kinds.byPlural(pluralIn(name)) || !/^[^/]+\/.+$/.test(name))
    return [itemProblem("", "configuration.bad_name", { name })];
  const fine =
    isObject(after) &&
    isViewQuery(after["query"]) &&
    isColumns(after["columns"] ?? null) &&
    Object.keys(after).every(isMember);
  return fine ? [] : [itemProblem("", "configuration.bad_item", { known: "query, columns" })];
}

const isMember = (key: string): boolean => key === "query" || key === "columns";
