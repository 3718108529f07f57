// Which fields formulas and roll-ups speak of, and how they learn a field's new path.
import type { Queryable } from "../../db/database.ts";
import { renamed } from "../expressions/names.ts";
import type { FieldSchema } from "../fields/field.ts";
import type { Mention, MentionSource } from "../fields/life/mentions.ts";
import { readFields } from "../fields/field-rows.ts";
import type { Kind } from "../kind.ts";
import type { Filter } from "../query/grammar.ts";
import { withPath } from "../query/paths.ts";
import { madeOf } from "./made-of.ts";
import type { Rollup } from "./rollup.ts";
import { watchedBy } from "./rollups.ts";

/** Formulas of the kind, and roll-ups of any, that name a field: they are blank while it is away. */
async function usesOf(db: Queryable, kind: Kind, path: string): Promise<readonly Mention[]> {
  const active = (await readFields(db)).filter(({ state }) => state === "active");
  return active.flatMap((field): Mention[] => {
    const { id, key, schema } = field;
    const uses = madeOf(schema) ?? [];
    if (typeof schema["x-formula"] === "string")
      return field.kind === kind.name && uses.includes(path) ? [{ place: "formula", name: key, link: pageOf(id) }] : [];
    const isUsed = uses.includes(`${kind.name}:${path}`);
    return isUsed ? [{ place: "rollup", name: `${field.kind}.${key}`, link: pageOf(id) }] : [];
  });
}

const pageOf = (id: string): string => `/settings/fields/${id}`;

export const computedMentions: MentionSource = {
  find: usesOf,
  async rename(trx, kind, { from, to }) {
    for (const field of await readFields(trx)) {
      const schema = field.kind === kind.name ? inFormula(field.schema, from, to) : field.schema;
      const next = inRollup(schema, kind.name, from, to);
      if (next !== field.schema) await writeSchema(trx, field.id, next);
    }
  },
};

const writeSchema = async (trx: Queryable, id: string, schema: FieldSchema): Promise<void> =>
  void (await trx.query({
    text: "update fields set schema = $2, version = version + 1 where id = $1",
    values: [id, JSON.stringify(schema)],
  }));

function inFormula(schema: FieldSchema, from: string, to: string): FieldSchema {
  const source = schema["x-formula"];
  const next = typeof source === "string" ? renamed(source, from, to) : source;
  return next === source ? schema : { ...schema, "x-formula": next };
}

function inRollup(schema: FieldSchema, kind: string, from: string, to: string): FieldSchema {
  const rollup = schema["x-rollup"] as Rollup | undefined;
  if (rollup?.kind !== kind || !watchedBy(rollup).includes(from)) return schema;
  const other = (path: string): string => (path === from ? to : path);
  const { via, of, filter, ...rest } = rollup;
  const next: Rollup = {
    ...rest,
    via: other(via),
    ...(of !== undefined && { of: other(of) }),
    ...(filter !== undefined && { filter: withPath(filter as Filter, other) }),
  };
  return { ...schema, "x-rollup": next };
}
