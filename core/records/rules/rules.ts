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
import { inSight } from "./in-sight.ts";
import type { Rule } from "./rule.ts";
import { insertRule, readRules, updateRule } from "./rule-table.ts";

/** What is said about a rule; what is left out is as usual. */
export type RuleWords = Partial<Omit<Rule, "id" | "kind" | "position" | "version">>;

/** One rule as it is to be: a new one, or other words for one that is there. */
export interface RuleWish {
  /** Absent: a new one. */
  readonly id?: string | undefined;
  readonly words: RuleWords;
  /** What the caller saw; a newer rule is Outdated. */
  readonly version?: number | undefined;
}

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

  /** All of a kind in their order, archived ones too, but for those of plugins that are switched off. */
  async list(kind: string): Promise<Rule[]> {
    return (await this.all()).filter((rule) => rule.kind === kind && !this.#kinds.isResting(rule.owner));
  }

  async get(id: string): Promise<Rule> {
    return await ruleIn(this.#db, id);
  }

  /** The rule, for somebody who sees every field it looks at; to others there is no such rule. */
  async of(actor: Actor, id: string): Promise<Rule> {
    const rule = await this.get(id);
    if (!inSight(this.#kinds, actor, rule.kind)(rule)) throw new NotFound("rules.not_found");
    return rule;
  }

  /** Holds at once here, and in every other process within a second. */
  async create(actor: Actor, kind: string, words: RuleWords): Promise<Rule> {
    allowed(actor);
    const seen = this.#kinds.seenBy(actor).get(kind);
    const id = await this.#definitions.change(actor, (trx) => this.put(trx, actor, seen, { words }));
    return await this.get(id);
  }

  /** With the version the caller saw, a newer rule is Outdated. What the actor does not see, a rule of theirs cannot look at. */
  async change(actor: Actor, id: string, words: RuleWords, version?: number): Promise<Rule> {
    allowed(actor);
    await this.#definitions.change(actor, async (trx) => {
      const { kind } = await this.of(actor, id);
      await this.put(trx, actor, this.#kinds.seenBy(actor).get(kind), { id, words, version });
    });
    return await this.get(id);
  }

  /** Writes a rule as a part of a greater change of definitions, which leaves its kind as `kind`; answers its id. */
  async put(trx: Queryable, actor: Actor, kind: Kind, { id, words, version }: RuleWish): Promise<string> {
    allowed(actor);
    const before = id === undefined ? undefined : await ruleIn(trx, id);
    if (before) refuseOutdated(before, version);
    const base = before ?? { ...usual, id: newId(), kind: kind.name, position: 0, version: 1 };
    const rule = { ...base, ...words } as Rule;
    if (before && sameJson(rule, before)) return rule.id;
    await refuse(trx, this.#kinds, kind, rule);
    await (before ? updateRule(trx, rule) : insertRule(trx, rule));
    return rule.id;
  }
}

async function ruleIn(db: Queryable, id: string): Promise<Rule> {
  const found = isId(id) ? (await readRules(db)).find((rule) => rule.id === id) : undefined;
  if (!found) throw new NotFound("rules.not_found");
  return found;
}

async function refuse(trx: Queryable, kinds: Kinds, kind: Kind, rule: Rule): Promise<void> {
  if (kind.customFields === false) throw new NotAllowed("fields.fixed_kind", { kind: kind.name });
  // One that is put away need not be right: a field it looks at may be gone.
  const problems = rule.state === "archived" ? [] : ruleProblems(kind, rule);
  const strangers = problems.length > 0 ? [] : await strangersIn(trx, kinds, kind, rule);
  if (problems.length + strangers.length > 0) throw new Invalid([...problems, ...strangers], "rules.invalid");
  const others = (await readRules(trx)).filter((one) => one.kind === rule.kind && one.id !== rule.id);
  if (others.some(({ name }) => name === rule.name)) throw new Conflict("rules.name_taken", { name: rule.name });
  if (others.length >= MOST_OF_A_KIND) throw new Conflict("rules.too_many", { maximum: MOST_OF_A_KIND });
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
