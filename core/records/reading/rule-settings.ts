// What administrators set for each rule: from when on it tells, how long it is silent after that, and what follows.
import type { Database, Queryable } from "../../db/database.ts";
import { type Actor, may } from "../../kernel/actor.ts";
import { BadRequest, NotAllowed } from "../../kernel/errors.ts";
import { writeAudit } from "../../security/audit/write-audit.ts";
import { type Action, actionsOf, type RuleName, ruleNames, rules } from "./rule.ts";

/** The right to set them, and to let go whoever is held back. */
export const SET_RULES = "alerts.rules";

export interface RuleNow {
  /** So many are still fine; null for rules that count nothing. */
  readonly threshold: number | null;
  /** Hours. */
  readonly pause: number;
  readonly action: Action;
}

export type RulesNow = Readonly<Record<RuleName, RuleNow>>;

/** From how many on each rule tells. */
export type Fine = Readonly<Record<RuleName, number>>;

export const fineIn = (now: RulesNow): Fine =>
  Object.fromEntries(ruleNames.map((name) => [name, now[name].threshold ?? 0])) as unknown as Fine;

const MOST = 100_000;
const LONGEST = 8_760;

interface Row extends RuleNow {
  readonly rule: string;
}

/** As they were from the start, with what was set over that. */
export async function rulesNow(db: Queryable): Promise<RulesNow> {
  const text = "select rule, threshold, pause, action from risk_rules";
  const rows = await db.query<Row & object>({ name: "risk-rules", text });
  const set = new Map(rows.map(({ rule, ...now }) => [rule, now]));
  const pairs = ruleNames.map((name): [RuleName, RuleNow] => [name, { ...fromStart(name), ...set.get(name) }]);
  return Object.fromEntries(pairs) as unknown as RulesNow;
}

const fromStart = (name: RuleName): RuleNow => {
  const { threshold = null, pause, action } = rules[name];
  return { threshold, pause, action };
};

const save = `insert into risk_rules (rule, threshold, pause, action) values ($1, $2, $3, $4)
on conflict (rule) do update set threshold = excluded.threshold, pause = excluded.pause, action = excluded.action`;

/** Sets some of them at once; those that stay as they are leave no line in the trail. */
export async function setRules(db: Database, actor: Actor, wanted: Partial<RulesNow>): Promise<void> {
  if (!may(actor, SET_RULES)) throw new NotAllowed("security.not_allowed", { permission: SET_RULES });
  const entries = checked(wanted);
  await db.transaction(async (trx) => {
    const before = await rulesNow(trx);
    for (const [rule, after] of entries) {
      if (isSame(before[rule], after)) continue;
      await trx.query({ text: save, values: [rule, after.threshold, after.pause, after.action] });
      await writeAudit(trx, actor, { action: "alert.rule_changed", detail: { rule, before: before[rule], after } });
    }
  });
}

/** Each of them; BadRequest where one is no rule, or cannot be set like that. */
export function checked(wanted: Partial<RulesNow>): [RuleName, RuleNow][] {
  const entries = Object.entries(wanted) as [RuleName, RuleNow][];
  if (!entries.every(([name, now]) => fits(name, now))) throw new BadRequest("alerts.bad_rule", { most: MOST });
  return entries;
}

export const isSame = (one: RuleNow, other: RuleNow): boolean =>
  one.threshold === other.threshold && one.pause === other.pause && one.action === other.action;

function fits(name: RuleName, { threshold, pause, action }: RuleNow): boolean {
  const counts = rules[name]?.threshold !== undefined;
  const isFine = counts ? isWithin(threshold, MOST) : threshold === null;
  return isFine && isWithin(pause, name === "first_export" ? Infinity : LONGEST) && actionsOf(name).includes(action);
}

const isWithin = (number: number | null, most: number): boolean =>
  number !== null && Number.isInteger(number) && number >= 1 && number <= most;
