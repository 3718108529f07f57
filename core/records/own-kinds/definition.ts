// From what an administrator decided to a kind as an area would have declared it.
import * as f from "../fields/define.ts";
import type { CustomField } from "../fields/custom-field.ts";
import type { FieldSchema } from "../fields/field.ts";
import { systemFields } from "../fields/system.ts";
import type { KindDefinition } from "../kind.ts";
import { iconOf } from "./icons.ts";
import type { OwnKind } from "./own-kind.ts";
import { tableOf } from "./table.ts";

const QUICK = 4;

const always = new Set(systemFields.map(({ path }) => path));

/** Types whose text a record is found by. */
const findable = new Set(["text", "email", "phone", "url", "tags", "autoNumber"]);

/** `custom` are the kind's own fields that are in use, in their order. What no longer exists is left out of columns and board. */
export function definitionOf(own: OwnKind, custom: readonly CustomField[]): KindDefinition {
  const fields = baseFields(own);
  const added = new Map(custom.map((field) => [`custom.${field.key}`, field.schema]));
  const isThere = (path: string): boolean => Object.hasOwn(fields, path) || added.has(path) || always.has(path);
  const listColumns = ["name", ...own.listColumns.filter((path) => path !== "name" && isThere(path))];
  const board = own.boardField !== null && added.get(own.boardField)?.["x-type"] === "choice" ? own.boardField : null;
  return {
    name: own.name,
    plural: own.plural,
    table: tableOf(own),
    owner: "admin",
    own: true,
    icon: iconOf(own.icon),
    fields,
    titleField: "name",
    listColumns,
    keyFacts: listColumns.filter((path) => path !== "name" && path !== "owner").slice(0, 5),
    quickFields: quickFields(listColumns, added),
    searchable: ["name", ...custom.filter(isFindable).map(({ key }) => `custom.${key}`)],
    defaultSort: "-createdAt",
    ...(own.owned ? { ownerField: "owner" } : {}),
    ...(own.newKey ? { newKey: own.newKey } : {}),
    ...(board ? { boardField: board } : {}),
  };
}

/** What a plugin brought rests, and in a pilot is not there for everybody: all who search share a text that it is not in. */
const isFindable = ({ owner, schema }: CustomField): boolean => owner === "admin" && findable.has(schema["x-type"]);

function baseFields({ titleLabel, owned }: OwnKind): Readonly<Record<string, FieldSchema>> {
  const name = f.text({ "x-label": titleLabel ?? "kinds.field.name", required: true });
  return owned ? { name, owner: f.user({ label: "kinds.field.owner" }) } : { name };
}

/** What has to be filled in, then what a list shows. */
function quickFields(listColumns: readonly string[], added: ReadonlyMap<string, FieldSchema>): string[] {
  const needed = [...added].filter(([, schema]) => schema["x-required"] === true).map(([path]) => path);
  const usual = listColumns.filter((path) => path !== "owner");
  return [...new Set(["name", ...needed, ...usual])].slice(0, Math.max(QUICK, needed.length + 1));
}
