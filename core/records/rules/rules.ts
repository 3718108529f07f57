// The rules of an installation, as administrators and plugins write them.
import type { Database, Queryable } from "../../db/database.ts";
import { type Actor, may } from "../../kernel/actor.ts";
import { Conflict, Invalid, NotAllowed, NotFound, type Problem } from "../../kernel/errors.ts";
import { isId, newId } from "../../kernel/ids.ts";
import { sameJson } from "../../kernel/json.ts";
import type { Definitions } from "../definitions/definitions.ts";
import { refuseOutdated } from "../definitions/outdated.ts";
import type { Kind } from "../kind.ts";
import type { Kinds } from "../kinds.ts";
import { targetOf } from "../query/related.ts";
import { quoted } from "../query/sql.ts";
import { problemAt } from "../store/validate.ts";
import { ruleProblems } from "./check-rule.ts";
import type { Rule } from "./rule.ts";
import { insertRule, readRules, updateRule } from "./rule-table.ts";

/** What is said about a rule; what is left out is as usual. */
export type RuleWords = Partial<Omit<Rule, "id" | "kind" | "position" | "version">>;

const MOST_OF_A_KIND = 200;

const usual: Omit<Rule, "id" | "kind" | "position" | "version" | "name" | "effect"> = {
  field: null,
  condition: null,
  stage: null,
  teams: [],
  message: null,
  old: "touch",
  owner: "admin",
  state: "active",
};

export class Rules {
  readonly #db: Database;
  readonly #kinds: Kinds;
  readonly #definitions: Definitions;

  constructor(db: Database, kinds: Kinds, definitions: Definitions) {
    this.#db = db;
    this.#kinds = kinds;
    this.#definitions = definitions;
  }

  /** Those of every kind, archived ones too. */
  async all(): Promise<Rule[]> {
    return await readRules(this.#db);
  }

  /** All of a kind in their order, archived ones too. */
  async list(kind: string): Promise<Rule[]> {
    return (await this.all()).filter((rule) => rule.kind === kind);
  }

  async get(id: string): Promise<Rule> {
    const found = isId(id) ? (await readRules(this.#db)).find((rule) => rule.id === id) : undefined;
    if (!found) throw new NotFound("rules.not_found");
    return found;
  }

  /** Holds at once here, and in every other process within a second. */
  async create(actor: Actor, kind: string, words: RuleWords): Promise<Rule> {
    allowed(actor);
    const rule = { ...usual, ...words, id: newId(), kind, position: 0, version: 1 } as Rule;
    await this.#definitions.change(async (trx) => {
      await this.#refuse(trx, rule);
      await insertRule(trx, rule);
    });
    return await this.get(rule.id);
  }

  /** With the version the caller saw, a newer rule is Outdated. */
  async change(actor: Actor, id: string, words: RuleWords, version?: number): Promise<Rule> {
    allowed(actor);
    await this.#definitions.change(async (trx) => {
      const before = await this.get(id);
      refuseOutdated(before, version);
      const rule: Rule = { ...before, ...words };
      if (sameJson(rule, before)) return;
      await this.#refuse(trx, rule);
      await updateRule(trx, rule);
    });
    return await this.get(id);
  }

  async #refuse(trx: Queryable, rule: Rule): Promise<void> {
    const kind = this.#kinds.get(rule.kind);
    if (kind.customFields === false) throw new NotAllowed("fields.fixed_kind", { kind: kind.name });
    // One that is put away need not be right: a field it looks at may be gone.
    const problems = rule.state === "archived" ? [] : ruleProblems(kind, rule);
    const strangers = problems.length > 0 ? [] : await strangersIn(trx, this.#kinds, kind, rule);
    if (problems.length + strangers.length > 0) throw new Invalid([...problems, ...strangers], "rules.invalid");
    const others = (await readRules(trx)).filter((one) => one.kind === rule.kind && one.id !== rule.id);
    if (others.some(({ name }) => name === rule.name)) throw new Conflict("rules.name_taken", { name: rule.name });
    if (others.length >= MOST_OF_A_KIND) throw new Conflict("rules.too_many", { maximum: MOST_OF_A_KIND });
  }
}

function allowed(actor: Actor): void {
  if (!may(actor, "fields.change")) throw new NotAllowed("security.not_allowed", { permission: "fields.change" });
}

/** A stage or a team that is not there. */
async function strangersIn(db: Queryable, kinds: Kinds, kind: Kind, { stage, teams }: Rule): Promise<Problem[]> {
  const board = kind.byPath.get(kind.boardField ?? "");
  const stages = board && kinds.find(targetOf(board) ?? "");
  const noStage = stages && stage !== null && !(await areThere(db, stages, [stage]));
  const noTeam = teams.length > 0 && !(await areThere(db, kinds.get("team"), teams));
  return [
    ...(noStage ? [problemAt("stage", "no_such_record", { field: "stage" })] : []),
    ...(noTeam ? [problemAt("teams", "no_such_record", { field: "teams" })] : []),
  ];
}

async function areThere(db: Queryable, { table }: Kind, ids: readonly string[]): Promise<boolean> {
  const wanted = new Set(ids);
  if (![...wanted].every(isId)) return false;
  const text = `select count(*)::integer as n from ${quoted(table)} where id = any($1::uuid[]) and deleted_at is null`;
  const [row] = await db.query<{ n: number }>({ text, values: [[...wanted]] });
  return row?.n === wanted.size;
}
