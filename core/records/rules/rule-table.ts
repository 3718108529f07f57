import type { Queryable } from "../../db/database.ts";
import type { Rule } from "./rule.ts";

const columns = "id, kind, name, effect, field, condition, stage, teams, message, old, owner, state, position, version";

/** All rules of all kinds, archived ones too, in their order. */
export async function readRules(db: Queryable): Promise<Rule[]> {
  return await db.query<Rule & object>({ text: `select ${columns} from rules order by kind, position, name` });
}

/** A new rule, last in its kind's order. */
export async function insertRule(db: Queryable, rule: Rule): Promise<void> {
  const text = `insert into rules (${columns}) select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,
    coalesce((select max(position) from rules where kind = $2), 0) + 1, 1`;
  await db.query({ text, values: valuesOf(rule) });
}

export async function updateRule(db: Queryable, rule: Rule): Promise<void> {
  const text = `update rules set kind = $2, name = $3, effect = $4, field = $5, condition = $6, stage = $7, teams = $8,
    message = $9, old = $10, owner = $11, state = $12, version = version + 1 where id = $1`;
  await db.query({ text, values: valuesOf(rule) });
}

/** All rules of an owner, or those of them with these ids. */
export async function dropRules(db: Queryable, owner: string, ids?: ReadonlySet<string>): Promise<void> {
  const text = "delete from rules where owner = $1 and ($2::text[] is null or id::text = any($2))";
  await db.query({ text, values: [owner, ids ? [...ids] : null] });
}

const valuesOf = (rule: Rule): unknown[] => [
  rule.id,
  rule.kind,
  rule.name,
  rule.effect,
  rule.field,
  rule.condition,
  rule.stage,
  rule.teams,
  rule.message && JSON.stringify(rule.message),
  rule.old,
  rule.owner,
  rule.state,
];
