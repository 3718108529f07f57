// Trying an expression: may it be written so, and what does it say about a record?
import type { Actor } from "../../kernel/actor.ts";
import { may } from "../../kernel/actor.ts";
import { BadRequest, Invalid, NotAllowed } from "../../kernel/errors.ts";
import { conditionScope, formulaScope } from "../expressions/kind-scope.ts";
import type { Kinds } from "../kinds.ts";
import type { Records } from "../records.ts";
import { valueAt } from "../store/draft.ts";
import { jsonOf } from "../expressions/values.ts";
import { readExpression } from "./check-rule.ts";

export interface Trial {
  readonly kind: string;
  readonly expression: string;
  /** As a condition of a rule, which may look at the day and the person, or as a formula, which may not. */
  readonly use?: "condition" | "formula";
  /** Id of a record to try it on. */
  readonly record?: string;
}

export interface Tried {
  /** What it answers: `number`, `text`, `yes/no`, `date`, `time` or `list`. */
  readonly type: string;
  /** Paths of the fields it looks at. */
  readonly uses: readonly string[];
  /** What it says about the record; absent when none was named. */
  readonly value?: unknown;
  /** Why it says nothing about the record, such as `division_by_zero`. */
  readonly reason?: string;
}

export class Trials {
  readonly #records: Records;
  readonly #kinds: Kinds;
  readonly #zone: () => Promise<string>;

  constructor(records: Records, kinds: Kinds, zone: () => Promise<string>) {
    this.#records = records;
    this.#kinds = kinds;
    this.#zone = zone;
  }

  /** Throws Invalid with line and column when it cannot be written so. */
  async of(actor: Actor, { kind: name, expression, use = "condition", record }: Trial): Promise<Tried> {
    if (!may(actor, "fields.change")) throw new NotAllowed("security.not_allowed", { permission: "fields.change" });
    if (use !== "condition" && use !== "formula") throw new BadRequest("api.bad_rule");
    const kind = this.#kinds.seenBy(actor).get(name);
    const read = readExpression("expression", expression, (use === "formula" ? formulaScope : conditionScope)(kind));
    if (!("expression" in read)) throw new Invalid(read.problems, "rules.invalid");
    const { type, uses, run } = read.expression;
    const told = { type, uses: [...uses] };
    if (record === undefined) return told;
    const rec = await this.#records.get(actor, name, String(record));
    const outcome = run({ get: (path) => valueAt(rec, path), zone: await this.#zone(), actor, now: Date.now() });
    return outcome.ok ? { ...told, value: jsonOf(outcome.value) } : { ...told, value: null, reason: outcome.reason };
  }
}
