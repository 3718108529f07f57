// Rules over REST: reading, writing, putting away, and trying an expression before anybody has to live with it.
import { Router } from "@koa/router";
import type { Context } from "koa";
import { may } from "../../kernel/actor.ts";
import { BadRequest, NotAllowed, NotFound } from "../../kernel/errors.ts";
import { actorOf } from "../../web/context.ts";
import { idIn, queryIn } from "../../web/read.ts";
import { inputIn, neededIfMatch } from "../api/read-request.ts";
import type { Kinds } from "../kinds.ts";
import { inSight } from "./in-sight.ts";
import { restOf } from "./rest.ts";
import type { Rule } from "./rule.ts";
import type { RuleReports } from "./rule-report.ts";
import type { Rules, RuleWords } from "./rules.ts";
import type { Trial, Trials } from "./trials.ts";

export interface RuleApiNeeds {
  readonly kinds: Kinds;
  readonly rules: Rules;
  readonly trials: Trials;
  readonly reports: RuleReports;
}

export function rulesApi({ kinds, rules, trials, reports }: RuleApiNeeds): Router {
  const router = new Router({ prefix: "/api/v1/rules" });
  const readable = (ctx: Context, kind: string): string => {
    const permission = `${kinds.get(kind).plural}.read`;
    if (!may(actorOf(ctx), permission)) throw new NotAllowed("security.not_allowed", { permission });
    return kind;
  };

  const told = (rule: Rule) => ({ ...rule, rests: restOf(kinds.get(rule.kind), rule) ?? null });
  const answer = (ctx: Context, rule: Rule, status = 200): void => {
    ctx.status = status;
    ctx.set("ETag", `"v${rule.version}"`);
    ctx.set("Cache-Control", "private, no-cache");
    ctx.body = told(rule);
  };

  router.get("/", async (ctx) => {
    const kind = readable(ctx, queryIn(ctx).get("kind"));
    const seen = (await rules.list(kind)).filter(inSight(kinds, actorOf(ctx), kind));
    ctx.body = { data: seen.map(told), page: { next: null } };
  });

  router.post("/", async (ctx) => {
    const { kind, ...words } = wordsIn(ctx, ["kind", ...members]);
    if (typeof kind !== "string") throw new BadRequest("api.bad_rule");
    answer(ctx, await rules.create(actorOf(ctx), kind, words as RuleWords), 201);
  });

  router.post("/check", async (ctx) => {
    const asked = wordsIn(ctx, ["kind", "expression", "use", "record"]);
    if (typeof asked["kind"] !== "string" || typeof asked["expression"] !== "string")
      throw new BadRequest("api.bad_rule");
    ctx.body = await trials.of(actorOf(ctx), asked as unknown as Trial);
  });

  router.post("/:id/report", async (ctx) => {
    ctx.status = 202;
    ctx.body = await reports.begin(actorOf(ctx), await rules.of(actorOf(ctx), idIn(ctx)));
  });

  router.get("/:id/report", async (ctx) => {
    const report = await reports.latest(actorOf(ctx), (await rules.of(actorOf(ctx), idIn(ctx))).id);
    if (!report) throw new NotFound("rules.no_report");
    ctx.body = report;
  });

  router.get("/:id", async (ctx) => {
    const rule = await rules.of(actorOf(ctx), idIn(ctx));
    readable(ctx, rule.kind);
    answer(ctx, rule);
  });

  router.patch("/:id", async (ctx) => {
    const version = neededIfMatch(ctx);
    answer(ctx, await rules.change(actorOf(ctx), idIn(ctx), wordsIn(ctx, [...members, "state"]) as RuleWords, version));
  });

  router.delete("/:id", async (ctx) => {
    const version = neededIfMatch(ctx);
    answer(ctx, await rules.change(actorOf(ctx), idIn(ctx), { state: "archived" }, version));
  });

  return router;
}

const members = ["name", "effect", "field", "condition", "stage", "teams", "message", "old"];

function wordsIn(ctx: Context, known: readonly string[]): Readonly<Record<string, unknown>> {
  const words = inputIn(ctx);
  const strange = Object.keys(words).find((name) => !known.includes(name));
  if (strange !== undefined) throw new BadRequest("api.unknown_parameter", { name: strange.slice(0, 80) });
  if (known.includes("state") && !["active", "archived", undefined].includes(words["state"] as string | undefined))
    throw new BadRequest("api.bad_rule");
  return words;
}
