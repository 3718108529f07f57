import type { Json } from "../../kernel/json.ts";
import type { CustomField } from "../fields/custom-field.ts";
import type { CustomFields } from "../fields/custom-fields.ts";
import { itemProblem, type Section } from "./section.ts";

/** In which order a kind's added fields follow each other, by key: `contact`. */
export function fieldOrderSection(fields: CustomFields): Section {
  const ofAdmins = async (): Promise<readonly CustomField[]> =>
    (await fields.all()).filter(({ owner }) => owner === "admin");

  return {
    name: "fieldOrder",
    order: 21,
    read: async () => {
      const byKind = Map.groupBy(await ofAdmins(), ({ kind }) => kind);
      return new Map([...byKind].map(([kind, all]) => [kind, all.map(({ key }) => key)]));
    },
    check: ({ after }) => (isKeys(after) ? [] : [itemProblem("", "not_a_list")]),
    async write(actor, { name, after }) {
      const standing = (await ofAdmins()).filter(({ kind }) => kind === name);
      const wanted = (after as readonly string[]).flatMap((key) => standing.find((one) => one.key === key) ?? []);
      for (const [at, { id }] of wanted.entries()) await fields.change(actor, id, { position: at + 1 });
    },
  };
}

const isKeys = (item: Json): boolean => Array.isArray(item) && item.every((key) => typeof key === "string");
