// Fields and rules that a plugin brings to kinds of others. The same again changes nothing, and what an administrator made of
// them stays.
import type { Queryable, Transaction } from "../../db/database.ts";
import type { Actor } from "../../kernel/actor.ts";
import { Conflict } from "../../kernel/errors.ts";
import type { CustomField } from "../fields/custom-field.ts";
import type { CustomFields } from "../fields/custom-fields.ts";
import { readFields } from "../fields/field-rows.ts";
import { checkFieldSchema } from "../fields/field-schema.ts";
import { kindWith } from "../fields/kind-with.ts";
import type { FieldSchema } from "../fields/field.ts";
import { dropField } from "../fields/life/removal.ts";
import { customField } from "../fields/ready.ts";
import type { KindDefinition } from "../kind.ts";
import type { Kinds } from "../kinds.ts";
import { dropRules, readRules } from "../rules/rule-table.ts";
import type { Rule } from "../rules/rule.ts";
import type { Rules } from "../rules/rules.ts";
import { type BroughtField, type FieldStep, fieldStep } from "./fields.ts";
import type { Marks } from "./marks.ts";
import { putBack, type WrittenOver } from "./put-back.ts";
import { schemaMarks } from "./merge-schema.ts";
import { type BroughtRule, ruleMarks, type RuleStep, ruleStep } from "./rules.ts";

/** What a plugin brings. */
export interface Brought {
  /** The plugin's id. */
  readonly owner: string;
  /** Its own kinds, of which its fields and rules may speak before they are in use. */
  readonly kinds: readonly KindDefinition[];
  readonly fields: readonly BroughtField[];
  readonly rules: readonly BroughtRule[];
  /** What `put` answered last, by name: `field deal.region`, `rule deal.Needs a visit`. */
  readonly marks: ReadonlyMap<string, Marks>;
}

/** What becomes of all of it. */
export interface Steps {
  readonly fields: readonly FieldStep[];
  readonly rules: readonly RuleStep[];
}

/** What became of one field or rule. */
export interface Put {
  readonly name: string;
  readonly what: FieldStep["what"];
  /** Of its row; null where there is none. */
  readonly id: string | null;
  /** True: somebody edited it, and their words stay. */
  readonly edited: boolean;
  /** To be given back the next time. */
  readonly marks: Marks;
  /** What it was written over, for `putBack`. */
  readonly over?: WrittenOver;
}

export interface ContributedNeeds {
  readonly kinds: Kinds;
  readonly customFields: CustomFields;
  readonly rules: Rules;
}

export class Contributed {
  readonly #needs: ContributedNeeds;

  constructor(needs: ContributedNeeds) {
    this.#needs = needs;
  }

  /** What `put` would do, without writing; clashes are among it. */
  async plan(db: Queryable, { owner, marks, ...brought }: Brought): Promise<Steps> {
    const kinds = this.#needs.kinds.with(brought.kinds, owner);
    const [fields, rules] = [await readFields(db), await readRules(db)];
    return {
      fields: brought.fields.map((one) =>
        fieldStep(one, { owner, kind: kinds.get(one.kind), fields, marks: marks.get(fieldName(one)) }),
      ),
      rules: brought.rules.map((one) => ruleStep(one, { owner, rules, marks: marks.get(ruleName(one)) })),
    };
  }

  /** Adds and updates all of it, as a part of a change of definitions. Throws Conflict that names what clashes. */
  async put(trx: Transaction, actor: Actor, brought: Brought): Promise<readonly Put[]> {
    const { fields, rules } = await this.plan(trx, brought);
    for (const step of fields) refuseClash(step);
    const clash = rules.find(({ what }) => what === "clash");
    if (clash) throw new Conflict("rules.name_taken", { name: clash.brought.name });
    const kinds = this.#needs.kinds.with(brought.kinds, brought.owner);
    const on = { trx, actor, kinds, owner: brought.owner };
    const made: CustomField[] = [];
    const done: Put[] = [];
    for (const step of fields) {
      const field = await this.#putField(on, step);
      if (field) made.push(field);
      done.push(fieldPut(step, field, brought));
    }
    for (const step of rules) done.push(rulePut(step, await this.#putRule(on, made, step), brought));
    return done;
  }

  /** What `put` wrote over is as it was before. */
  async putBack(trx: Transaction, written: readonly WrittenOver[]): Promise<void> {
    await putBack(trx, written);
  }

  /** Drops what this owner brought, with all values; given ids, only those. There is no way back. */
  async drop(trx: Transaction, owner: string, ids?: ReadonlySet<string>): Promise<void> {
    for (const field of await readFields(trx))
      if (field.owner === owner && (ids?.has(field.id) ?? true)) await dropField(trx, this.#needs.kinds, field);
    await dropRules(trx, owner, ids);
  }

  async #putField({ trx, actor, kinds, owner }: Putting, step: FieldStep): Promise<CustomField | undefined> {
    const { what, brought, field, schema } = step;
    const fields = this.#needs.customFields.over(kinds);
    if (what === "add") return await fields.defineIn(trx, actor, brought.kind, { key: brought.key, schema, owner });
    if (what === "change" && field) return await fields.changeIn(trx, actor, field.id, { schema });
    return field;
  }

  async #putRule(
    { trx, actor, kinds, owner }: Putting,
    made: readonly CustomField[],
    { what, brought, rule }: RuleStep,
  ): Promise<string | null> {
    if (what !== "add" && what !== "change") return rule?.id ?? null;
    const added = made.filter(({ kind, state }) => kind === brought.kind && state === "active");
    const kind = added.map(customField).reduce(kindWith, kinds.get(brought.kind));
    const { kind: _, ...words } = brought;
    return await this.#needs.rules.put(trx, actor, kind, { id: rule?.id, words: { ...words, owner } });
  }
}

interface Putting {
  readonly trx: Transaction;
  readonly actor: Actor;
  readonly kinds: Kinds;
  readonly owner: string;
}

const fieldName = ({ kind, key }: BroughtField): string => `field ${kind}.${key}`;
const ruleName = ({ kind, name }: BroughtRule): string => `rule ${kind}.${name}`;

function refuseClash({ what, brought: { kind, key, schema }, owner, field }: FieldStep): void {
  if (what === "clash") throw new Conflict("fields.key_of_others", { kind, key, owner });
  const [now, next] = [field?.schema["x-type"], schema["x-type"]];
  if (what === "other_type") throw new Conflict("fields.other_type", { kind, key, now, next });
}

/** What was put away or edited keeps the marks of before: it is measured against what the plugin wrote when it last wrote. */
function fieldPut(step: FieldStep, field: CustomField | undefined, { marks }: Brought): Put {
  const { brought, what, edited } = step;
  const name = fieldName(brought);
  const wrote = what === "put_away" ? (marks.get(name) ?? {}) : schemaMarks(checkFieldSchema(brought.schema));
  const over = what === "change" && field && step.field && fieldOver(field, step.field.schema);
  return { name, what, id: field?.id ?? null, edited, marks: wrote, ...(over && { over }) };
}

const fieldOver = ({ id, schema }: CustomField, was: FieldSchema): WrittenOver => ({
  what: "field",
  id,
  was,
  wrote: schema,
});

function rulePut({ brought, what, edited, rule }: RuleStep, id: string | null, { marks }: Brought): Put {
  const name = ruleName(brought);
  const { kind: _, ...words } = brought;
  const over = what === "change" && rule && ruleOver(rule, words);
  const wrote = what === "put_away" || edited ? (marks.get(name) ?? {}) : ruleMarks(brought);
  return { name, what, id, edited, marks: wrote, ...(over && { over }) };
}

function ruleOver(rule: Rule, wrote: Partial<Rule>): WrittenOver {
  const was = Object.fromEntries(Object.keys(wrote).map((word) => [word, rule[word as keyof Rule]]));
  return { what: "rule", id: rule.id, was, wrote };
}
