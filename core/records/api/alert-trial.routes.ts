// Rules about unusual doings tried on what has happened, over REST.
import { Router } from "@koa/router";
import type { Database } from "../../db/database.ts";
import { BadRequest } from "../../kernel/errors.ts";
import { isObject } from "../../kernel/json.ts";
import { actorOf } from "../../web/context.ts";
import type { RuleName } from "../reading/rule.ts";
import { type RulesNow, rulesNow } from "../reading/rule-settings.ts";
import type { Raised } from "../reading/trial/compare.ts";
import type { Noted } from "../reading/trial/told.ts";
import { MOST_DAYS, type Trial, type Trials } from "../reading/trial/trials.ts";
import { inputIn } from "./read-request.ts";

/** Of each list so many are answered; the figures count all. */
const SHOWN = 1_000;

/** `POST /api/v1/alerts/trial` with `{"days": 30, "rules": {"pace": {"threshold": 90}}}`. */
export function alertTrialApi(db: Database, trials: Trials): Router {
  const router = new Router({ prefix: "/api/v1/alerts" });

  router.post("/trial", async (ctx) => {
    const { days = MOST_DAYS, rules = {}, ...more } = inputIn(ctx);
    onlyKnown(Object.keys(more), []);
    if (typeof days !== "number") throw new BadRequest("alerts.trial_days", { most: MOST_DAYS });
    ctx.body = triedAs(await trials.run(actorOf(ctx), wantedIn(rules, await rulesNow(db)), days));
  });

  return router;
}

/** What a rule does not say is as it is in force. */
function wantedIn(rules: unknown, now: RulesNow): Partial<RulesNow> {
  if (!isObject(rules)) throw new BadRequest("api.object_expected");
  onlyKnown(Object.keys(rules), Object.keys(now));
  const entries = Object.entries(rules).map(([name, rule]) => {
    if (!isObject(rule)) throw new BadRequest("api.object_expected");
    const known = now[name as RuleName];
    onlyKnown(Object.keys(rule), Object.keys(known));
    return [name, { ...known, ...rule }];
  });
  return Object.fromEntries(entries) as Partial<RulesNow>;
}

function onlyKnown(names: readonly string[], known: readonly string[]): void {
  const strange = names.find((name) => !known.includes(name));
  if (strange !== undefined) throw new BadRequest("api.unknown_parameter", { name: strange.slice(0, 80) });
}

function triedAs({ since, until, rules, told, silent, names }: Trial) {
  const shown = ({ at, rule, userId, detail }: Noted) => ({
    at,
    rule,
    person: { id: userId, title: names.get(userId) ?? userId },
    detail,
  });
  return {
    since,
    until,
    rules,
    told: told.slice(0, SHOWN).map((one) => ({ ...shown(one), alert: one.raised ? alertOf(one.raised) : null })),
    silent: silent.slice(0, SHOWN).map((one) => ({ ...shown(one), alert: alertOf(one) })),
  };
}

const alertOf = ({ id, seenAt, falseAlarm }: Raised) => ({ id, seenAt, falseAlarm });
