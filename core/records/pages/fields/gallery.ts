// The types of field to choose from, as an administrator thinks of them, and what a field of each type can be told.
import { fieldTypes } from "../../fields/types/index.ts";
import type { Kind } from "../../kind.ts";
import type { Reader } from "../reader.ts";

/** Something a field of a type can be told besides its words, by the input that asks for it. */
export type Setting =
  | "maxLength"
  | "pattern"
  | "minimum"
  | "maximum"
  | "decimals"
  | "unit"
  | "kind"
  | "options"
  | "prefix"
  | "accept"
  | "megabytes"
  | "maxItems"
  | "default"
  | "yesNo"
  | "required"
  | "indexed"
  | "unique";

const usual = ["required", "indexed"] as const;
const number = ["minimum", "maximum", "unit", "default", ...usual] as const;

const settings: Readonly<Record<string, readonly Setting[]>> = {
  text: ["maxLength", "pattern", "default", ...usual, "unique"],
  longText: ["maxLength", "required"],
  integer: [...number, "unique"],
  decimal: ["decimals", ...number],
  money: ["minimum", "maximum", ...usual],
  percent: ["decimals", "minimum", "maximum", "default", ...usual],
  date: usual,
  dateTime: usual,
  duration: ["minimum", "maximum", ...usual],
  boolean: ["yesNo"],
  choice: ["options", "default", "required"],
  choices: ["options", "required"],
  tree: ["options", "required"],
  tags: ["required"],
  rating: usual,
  email: [...usual, "unique"],
  phone: usual,
  url: ["required"],
  address: ["required"],
  user: usual,
  team: usual,
  reference: ["kind", ...usual],
  references: ["kind", "required"],
  file: ["accept", "megabytes", "maxItems", "required"],
  autoNumber: ["prefix"],
};

const groups = [
  { id: "words", types: ["text", "longText", "tags"] },
  { id: "numbers", types: ["integer", "decimal", "money", "percent", "duration", "rating", "autoNumber"] },
  { id: "choices", types: ["choice", "choices", "tree", "boolean"] },
  { id: "time", types: ["date", "dateTime"] },
  { id: "reach", types: ["email", "phone", "url", "address"] },
  { id: "links", types: ["reference", "references", "user", "team", "file"] },
] as const;

/** What this type can be told; nothing for one that forms do not know. */
export const settingsOf = (type: string): readonly Setting[] => settings[type] ?? [];

/** True for a type that a new field may have. */
export const isOffered = (type: string): boolean =>
  fieldTypes.has(type) && groups.some(({ types }) => (types as readonly string[]).includes(type));

/** Every type there is, the usual ones first, in groups, each with an example and where it leads. */
export const galleryView = (kind: Pick<Kind, "name">, { say }: Reader) =>
  groups.map(({ id, types }) => ({
    title: say(`fields.group.${id}`),
    types: types.filter(isOffered).map((type) => ({
      name: say(`fields.type.${type}`),
      example: say(`fields.example.${type}`),
      href: `/settings/fields/new?${new URLSearchParams({ kind: kind.name, type }).toString()}`,
    })),
  }));
