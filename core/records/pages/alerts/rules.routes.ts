// What administrators set for the rules about unusual doings, tried on what has happened, and who is held back because of one.
import { Router } from "@koa/router";
import type { Context } from "koa";
import type { Database } from "../../../db/database.ts";
import { may } from "../../../kernel/actor.ts";
import { NotAllowed } from "../../../kernel/errors.ts";
import { actorOf, messageTo, say } from "../../../web/context.ts";
import type { Pages } from "../../../web/pages.ts";
import { formIn, idIn } from "../../../web/read.ts";
import type { Values } from "../../../web/values.ts";
import { HELD, heldBack, letGo } from "../../reading/consequences.ts";
import { type Action, actionsOf, type RuleName, ruleNames, rules } from "../../reading/rule.ts";
import { type RuleNow, type RulesNow, rulesNow, SET_RULES, setRules } from "../../reading/rule-settings.ts";
import { MOST_DAYS, type Trial, type Trials } from "../../reading/trial/trials.ts";
import type { Kinds } from "../../kinds.ts";
import type { Through } from "../../store/through.ts";
import { READ_AUDIT } from "../../audit/trail.ts";
import { contextOf } from "../parts.ts";
import { trialView } from "./trial.view.ts";

const HOME = "/settings/alerts/rules";

export interface RuleNeeds {
  readonly db: Database;
  readonly pages: Pages;
  readonly kinds: Kinds;
  readonly through: Through;
  readonly trials: Trials;
}

export function ruleSettingRoutes(needs: RuleNeeds): Router {
  const { db, pages, trials } = needs;
  const router = new Router({ prefix: HOME });

  router.use(async (ctx, next) => {
    if (!may(actorOf(ctx), SET_RULES)) throw new NotAllowed("security.not_allowed", { permission: SET_RULES });
    await next();
  });

  router.get("/", async (ctx) => await show(ctx, await rulesNow(db)));

  router.post("/", async (ctx) => {
    await setRules(db, actorOf(ctx), rulesIn(formIn(ctx), await rulesNow(db)));
    messageTo(ctx, say(ctx, "alerts.rules_saved"));
    pages.go(ctx, HOME);
  });

  router.post("/trial", async (ctx) => {
    const typed = rulesIn(formIn(ctx), await rulesNow(db));
    await show(ctx, typed, await trials.run(actorOf(ctx), typed));
  });

  router.post("/held/:id/end", async (ctx) => {
    await letGo(db, actorOf(ctx), idIn(ctx));
    messageTo(ctx, say(ctx, "alerts.let_go"));
    pages.go(ctx, HOME);
  });

  async function show(ctx: Context, typed: RulesNow, trial?: Trial): Promise<void> {
    const { reader } = await contextOf(needs, ctx);
    const view = {
      title: say(ctx, "alerts.rules"),
      breadcrumb: [
        { label: say(ctx, "web.settings"), path: "/settings" },
        { label: say(ctx, "alerts.title"), path: "/settings/alerts" },
      ],
      rules: ruleNames.map((name) => ruleView(ctx, name, typed[name])),
      trial: trial ? trialView(trial, needs.kinds.seenBy(reader.actor), reader) : null,
      days: may(reader.actor, READ_AUDIT) ? MOST_DAYS : null,
      held: (await heldBack(db)).map(({ id, userId, userName, rule, until }) => ({
        who: userName,
        person: `/settings/people/${userId}`,
        why: say(ctx, `alerts.rule.${rule}`),
        until,
        end: `${HOME}/held/${id}/end`,
      })),
    };
    pages.show(ctx, "records/alert-rules", view);
  }

  return router;
}

const rulesIn = (form: Values, now: RulesNow): RulesNow =>
  Object.fromEntries(ruleNames.map((name) => [name, ruleIn(form, name, now[name])])) as unknown as RulesNow;

/** As it was typed; what the page does not ask stays as it is. */
function ruleIn(form: Values, name: RuleName, now: RuleNow): RuleNow {
  const numberOf = (part: string, known: number | null): number | null => {
    const text = form.find(`${name}.${part}`);
    return text === undefined ? known : Number(text);
  };
  const action = (form.find(`${name}.action`) ?? now.action) as Action;
  return { threshold: numberOf("threshold", now.threshold), pause: numberOf("pause", now.pause) ?? 0, action };
}

const ruleView = (ctx: Context, name: RuleName, { threshold, pause, action }: RuleNow) => ({
  name,
  label: say(ctx, `alerts.rule.${name}`),
  help: say(ctx, `alerts.rule.${name}.help`, { hours: HELD }),
  counts: threshold === null ? null : { threshold, usual: rules[name].threshold },
  // Somebody's first list is their first one for good.
  pauses: name === "first_export" ? null : { pause },
  actions: actionsOf(name).map((one) => ({
    value: one,
    label: say(ctx, `alerts.action.${one}`, { hours: HELD }),
    chosen: one === action,
  })),
});
