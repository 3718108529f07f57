import type { Actor } from "../../kernel/actor.ts";
import { Invalid, type Problem } from "../../kernel/errors.ts";
import { isObject, type Json } from "../../kernel/json.ts";
import type { CustomField } from "../fields/custom-field.ts";
import type { CustomFields } from "../fields/custom-fields.ts";
import { checkFieldSchema } from "../fields/field-schema.ts";
import type { FieldSchema } from "../fields/field.ts";
import { inTurn } from "./field-turn.ts";
import {
  type Change,
  type Create,
  type Difference,
  type Grade,
  itemProblem,
  type Remove,
  type Section,
} from "./section.ts";

interface FieldItem {
  readonly schema: FieldSchema;
  readonly state: CustomField["state"];
}

/** Fields that administrators have added, as `contact.region`. Those of plugins come with their plugin. */
export function fieldSection(fields: CustomFields): Section {
  const all = async (): Promise<CustomField[]> => (await fields.all()).filter(({ owner }) => owner === "admin");
  const find = async (name: string): Promise<CustomField | undefined> =>
    (await all()).find((one) => nameOf(one) === name);

  return {
    name: "fields",
    order: 20,
    read: async () => new Map((await all()).map((field) => [nameOf(field), itemOf(field)])),
    check: (difference) => problemsOf(difference),
    grade: gradeOf,
    inTurn,
    async write(actor, { name, after }) {
      const item = after as unknown as FieldItem;
      const [kind = "", key = ""] = name.split(".");
      const standing = (await find(name)) ?? (await fields.define(actor, kind, { key, schema: item.schema }));
      if (standing.state === "archived" && item.state === "active") await fields.bringBack(actor, standing.id);
      await fields.change(actor, standing.id, { schema: item.schema });
      if (standing.state === "active" && item.state === "archived") await fields.archive(actor, standing.id);
    },
    remove: async (actor: Actor, { name }: Remove) => {
      const standing = await find(name);
      if (standing) await fields.archive(actor, standing.id);
    },
  };
}

const nameOf = ({ kind, key }: CustomField): string => `${kind}.${key}`;

const itemOf = ({ schema, state }: CustomField): Json => ({ schema, state }) as unknown as Json;

const named = /^[a-z][A-Za-z0-9_]*\.[a-z][a-z0-9_]*$/;

function problemsOf(difference: Create | Change): readonly Problem[] {
  const { name, after } = difference;
  if (!named.test(name)) return [itemProblem("", "configuration.bad_name", { name })];
  if (!isObject(after) || !["active", "archived"].includes(String(after["state"])))
    return [itemProblem("/state", "configuration.bad_item", { known: "schema, state" })];
  const wrong = schemaProblems(after["schema"]);
  if (wrong.length > 0 || difference.action === "create") return wrong;
  const before = difference.before as unknown as FieldItem;
  const isSameType = before.schema["x-type"] === (after as unknown as FieldItem).schema["x-type"];
  return isSameType ? [] : [itemProblem("/schema/x-type", "fixed_type")];
}

function schemaProblems(schema: unknown): readonly Problem[] {
  try {
    checkFieldSchema(schema);
    return [];
  } catch (error) {
    if (error instanceof Invalid) return error.problems.map((one) => ({ ...one, pointer: `/schema${one.pointer}` }));
    throw error;
  }
}

/** Saves may be refused that were fine before, when a field becomes required; one that is archived is gone from the pages. */
function gradeOf(difference: Difference): Grade {
  if (difference.action === "remove") return "destructive";
  const after = difference.after as unknown as FieldItem;
  const before = difference.action === "change" ? (difference.before as unknown as FieldItem) : undefined;
  if (before?.state === "active" && after.state === "archived") return "destructive";
  return after.schema["x-required"] === true && before?.schema["x-required"] !== true ? "breaking" : "safe";
}
