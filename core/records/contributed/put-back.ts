// What a newer version of a plugin wrote over goes back to what it was when the version does not come on, unless somebody has edited
// it since.
import type { Queryable } from "../../db/database.ts";
import { sameJson } from "../../kernel/json.ts";
import { readFields, writeField } from "../fields/field-rows.ts";
import type { FieldSchema, Option } from "../fields/field.ts";
import { wishIndexes } from "../fields/life/index-rows.ts";
import { readRules, updateRule } from "../rules/rule-table.ts";
import type { Rule } from "../rules/rule.ts";

interface Over<T> {
  readonly id: string;
  readonly was: T;
  readonly wrote: T;
}

/** The words that were there, and those that took their place. */
export type WrittenOver =
  | ({ readonly what: "field" } & Over<FieldSchema>)
  | ({ readonly what: "rule" } & Over<Partial<Rule>>);

export async function putBack(trx: Queryable, written: readonly WrittenOver[]): Promise<void> {
  for (const one of written) await (one.what === "field" ? fieldBack(trx, one) : ruleBack(trx, one));
}

async function fieldBack(trx: Queryable, { id, was, wrote }: Over<FieldSchema>): Promise<void> {
  const field = (await readFields(trx)).find((one) => one.id === id);
  if (!field || !sameJson(field.schema, wrote)) return;
  const back = { ...field, schema: withHeld(was, wrote["x-options"] ?? []) };
  await wishIndexes(trx, back, field);
  await writeField(trx, back);
}

/** Options that came with the newer version are put away: records may hold them already. */
function withHeld(was: FieldSchema, came: readonly Option[]): FieldSchema {
  const had = was["x-options"] ?? [];
  const more = came.filter(({ id }) => !had.some((one) => one.id === id));
  return more.length === 0
    ? was
    : { ...was, "x-options": [...had, ...more.map((one) => ({ ...one, archived: true }))] };
}

async function ruleBack(trx: Queryable, { id, was, wrote }: Over<Partial<Rule>>): Promise<void> {
  const rule = (await readRules(trx)).find((one) => one.id === id);
  const isAsWritten = rule && Object.entries(wrote).every(([word, value]) => sameJson(rule[word as keyof Rule], value));
  if (isAsWritten) await updateRule(trx, { ...rule, ...was });
}
