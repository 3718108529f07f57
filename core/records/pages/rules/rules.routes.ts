// Where an administrator writes rules. What the page sends is what the REST API takes.
import { Router } from "@koa/router";
import type { Context } from "koa";
import { may } from "../../../kernel/actor.ts";
import { NotAllowed } from "../../../kernel/errors.ts";
import { actorOf, messageTo, say } from "../../../web/context.ts";
import type { Pages } from "../../../web/pages.ts";
import { formIn, idIn, queryIn } from "../../../web/read.ts";
import type { Kind } from "../../kind.ts";
import type { Kinds } from "../../kinds.ts";
import type { Records } from "../../records.ts";
import { inSight } from "../../rules/in-sight.ts";
import type { Rule } from "../../rules/rule.ts";
import type { RuleReports } from "../../rules/rule-report.ts";
import type { Rules } from "../../rules/rules.ts";
import type { Through } from "../../store/through.ts";
import { ChoicesOf } from "../choices.ts";
import type { Wrong } from "../kinds/kind-form.view.ts";
import { wrongWith } from "../kinds/wrong.ts";
import { contextOf, paramsFrom } from "../parts.ts";
import { checkView } from "./check.view.ts";
import { choicesFor } from "./rule-choices.ts";
import { isRunning, reportView } from "./report.view.ts";
import { typedOf, wordsIn } from "./rule-form.ts";
import { ruleFormView } from "./rule-form.view.ts";
import { HOME, rulesView } from "./rules.view.ts";

export interface RulePageNeeds {
  readonly kinds: Kinds;
  readonly records: Records;
  readonly rules: Rules;
  readonly reports: RuleReports;
  readonly through: Through;
  readonly pages: Pages;
}

export function ruleRoutes(needs: RulePageNeeds): Router {
  const { rules, reports, pages } = needs;
  const router = new Router({ prefix: HOME });

  router.use(async (ctx, next) => {
    allow(ctx, "fields.change");
    await next();
  });

  router.get("/", async (ctx) => {
    const actor = actorOf(ctx);
    const kinds = kindsWithRules(needs.kinds).filter(({ plural }) => may(actor, `${plural}.read`));
    const kind = kindIn(needs, ctx, queryIn(ctx).text("kind") || (kinds[0]?.name ?? ""));
    const { reader } = await contextOf(needs, ctx);
    const shown = (await rules.list(kind.name)).filter(inSight(needs.kinds, actor, kind.name));
    const choices = await choicesFor(needs, kind, reader);
    pages.show(ctx, "records/rules/list", rulesView({ kinds, kind, rules: shown, choices }, reader));
  });

  router.get("/new", async (ctx) => {
    const kind = kindIn(needs, ctx, queryIn(ctx).text("kind"));
    await showForm(needs, ctx, { kind, rule: undefined, typed: typedOf(undefined) });
  });

  router.post("/", async (ctx) => {
    const typed = paramsFrom(formIn(ctx));
    const kind = kindIn(needs, ctx, formIn(ctx).text("kind"));
    await orAgain(needs, ctx, { kind, rule: undefined, typed }, async () => {
      const { id, name } = await rules.create(actorOf(ctx), kind.name, wordsIn(typed, undefined));
      messageTo(ctx, say(ctx, "rules.made", { name }));
      pages.go(ctx, `${HOME}/${id}`);
    });
  });

  // What is said about a condition while it is written.
  router.post("/check", async (ctx) => {
    const kind = kindIn(needs, ctx, queryIn(ctx).text("kind"));
    const { reader } = await contextOf(needs, ctx);
    pages.part(ctx, "records/rules/_check", { check: checkView(formIn(ctx).text("condition"), kind, reader) });
  });

  router.get("/:id", async (ctx) => {
    const { rule, kind } = await ruleIn(needs, ctx);
    await showForm(needs, ctx, { kind, rule, typed: typedOf(rule) });
  });

  router.post("/:id", async (ctx) => {
    const typed = paramsFrom(formIn(ctx));
    const { rule, kind } = await ruleIn(needs, ctx);
    await orAgain(needs, ctx, { kind, rule, typed }, async () => {
      const { id, name } = await rules.change(actorOf(ctx), rule.id, wordsIn(typed, rule), versionIn(ctx));
      messageTo(ctx, say(ctx, "rules.saved", { name }));
      pages.go(ctx, `${HOME}/${id}`);
    });
  });

  router.post("/:id/archive", async (ctx) => await putTo(needs, ctx, "archived"));
  router.post("/:id/restoration", async (ctx) => await putTo(needs, ctx, "active"));

  router.post("/:id/report", async (ctx) => {
    const { rule } = await ruleIn(needs, ctx);
    await reports.begin(actorOf(ctx), rule);
    pages.go(ctx, `${HOME}/${rule.id}`);
  });

  return router;
}

function allow(ctx: Context, permission: string): void {
  if (!may(actorOf(ctx), permission)) throw new NotAllowed("security.not_allowed", { permission });
}

const kindsWithRules = (kinds: Kinds): readonly Kind[] =>
  kinds.all().filter((kind) => kind.pages !== false && kind.customFields !== false);

/** The kind as this person sees it. */
function kindIn({ kinds }: RulePageNeeds, ctx: Context, name: string): Kind {
  const kind = kinds.seenBy(actorOf(ctx)).get(name);
  allow(ctx, `${kind.plural}.read`);
  return kind;
}

async function ruleIn(needs: RulePageNeeds, ctx: Context): Promise<{ readonly rule: Rule; readonly kind: Kind }> {
  const rule = await needs.rules.of(actorOf(ctx), idIn(ctx));
  const kind = kindIn(needs, ctx, rule.kind);
  return { rule, kind };
}

/** The version the page was made from; without one, whoever sends it saw none and is outdated. */
const versionIn = (ctx: Context): number => Number(formIn(ctx).text("version")) || 0;

async function putTo(needs: RulePageNeeds, ctx: Context, state: Rule["state"]): Promise<void> {
  const { rule } = await ruleIn(needs, ctx);
  try {
    await needs.rules.change(actorOf(ctx), rule.id, { state }, versionIn(ctx));
    messageTo(ctx, say(ctx, state === "archived" ? "rules.archived" : "rules.back", { name: rule.name }));
  } catch (error) {
    const [{ message } = { message: "" }] = wrongWith(ctx, error);
    messageTo(ctx, { text: message, tone: "bad" });
  }
  needs.pages.go(ctx, `${HOME}?kind=${rule.kind}`);
}

interface Shown {
  readonly kind: Kind;
  readonly rule: Rule | undefined;
  readonly typed: URLSearchParams;
}

async function showForm(needs: RulePageNeeds, ctx: Context, shown: Shown, wrong: readonly Wrong[] = []): Promise<void> {
  const { kind, rule } = shown;
  const { reader } = await contextOf(needs, ctx);
  const choices = await choicesFor(needs, kind, reader);
  const report = rule && (await needs.reports.latest(reader.actor, rule.id));
  const seen = report
    ? await new ChoicesOf(needs.records, needs.kinds).named(reader.actor, kind.name, report.records)
    : [];
  const view = {
    ...ruleFormView({ ...shown, choices, wrong }, reader),
    report: report ? reportView(report, seen, kind, reader) : null,
    running: report !== undefined && isRunning(report),
  };
  needs.pages.show(ctx, "records/rules/form", view);
}

/** Does it, or shows the form again with everything that was typed and what is wrong with it. */
async function orAgain(needs: RulePageNeeds, ctx: Context, shown: Shown, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const wrong = wrongWith(ctx, error);
    const rule = shown.rule && (await needs.rules.of(actorOf(ctx), shown.rule.id));
    if (rule) shown.typed.set("version", String(rule.version));
    await showForm(needs, ctx, { ...shown, rule }, wrong);
  }
}
