// Lists that somebody else has to agree to: asking, agreeing, taking out; and the register of what left.
import { Router } from "@koa/router";
import type { Context } from "koa";
import type { Database } from "../../../db/database.ts";
import { may } from "../../../kernel/actor.ts";
import { Invalid, NotFound } from "../../../kernel/errors.ts";
import { actorOf, messageTo, say } from "../../../web/context.ts";
import type { Pages } from "../../../web/pages.ts";
import { formIn, idIn, queryIn } from "../../../web/read.ts";
import { Values } from "../../../web/values.ts";
import { inView } from "../../api/view-query.ts";
import { sendCsv } from "../../export/export.routes.ts";
import { APPROVE, type ExportRequests, type Wanted } from "../../export/export-requests.ts";
import { type Limits, SET_LIMITS } from "../../export/limits.ts";
import { baitAddress, setBaitAddress } from "../../export/marks/bait-address.ts";
import type { Exports } from "../../export/exports.ts";
import type { Operations } from "../../history/operations.ts";
import type { Kind } from "../../kind.ts";
import type { Kinds } from "../../kinds.ts";
import { listQueryFrom } from "../../query/parse-query.ts";
import type { Through } from "../../store/through.ts";
import type { Views } from "../../views/views.ts";
import { contextOf } from "../parts.ts";
import { askView, exportsView } from "./exports.view.ts";

export interface ExportPageNeeds {
  readonly db: Database;
  readonly exports: Exports;
  readonly requests: ExportRequests;
  readonly limits: Limits;
  readonly operations: Operations;
  readonly views: Views;
  readonly kinds: Kinds;
  readonly through: Through;
  readonly pages: Pages;
}

export function exportPages(needs: ExportPageNeeds): Router {
  const { requests, exports, kinds, pages } = needs;
  const router = new Router({ prefix: "/exports" });

  router.get("/", async (ctx) => {
    const context = await contextOf(needs, ctx);
    const { actor } = context.reader;
    const [asked, taken] = [await requests.list(actor), await takenOut(ctx)];
    const maySet = may(actor, SET_LIMITS);
    const limits = maySet ? await needs.limits.list() : [];
    const bait = maySet ? ((await baitAddress(needs.db)) ?? "") : null;
    const facts = { asked, taken, limits, bait, seen: kinds.seenBy(actor), mayDecide: may(actor, APPROVE) };
    pages.show(ctx, "records/exports", exportsView(facts, context));
  });

  router.get("/new", async (ctx) => await showAsk(ctx, queryIn(ctx), ""));

  router.post("/", async (ctx) => {
    const [actor, form] = [actorOf(ctx), formIn(ctx)];
    const { kind, query } = await wantedIn(ctx, form);
    const rows = await exports.rows(actor, kind.name, query);
    try {
      await requests.ask(actor, { kind: kind.name, query, purpose: form.text("purpose"), rows });
    } catch (error) {
      if (!(error instanceof Invalid)) throw error;
      ctx.status = 422;
      return await showAsk(ctx, form, say(ctx, "exports.purpose_missing"));
    }
    messageTo(ctx, say(ctx, "exports.asked"));
    pages.go(ctx, "/exports");
  });

  router.post("/limits", async (ctx) => {
    const form = formIn(ctx);
    const roles = await needs.limits.list();
    const typed = roles.map(({ role }): [string, number | null] => {
      const text = form.text(`limit.${role}`);
      return [role, text === "" ? null : Number(text)];
    });
    await needs.limits.set(actorOf(ctx), Object.fromEntries(typed));
    messageTo(ctx, say(ctx, "exports.limits_saved"));
    pages.go(ctx, "/exports");
  });

  router.post("/bait", async (ctx) => {
    await setBaitAddress(needs.db, actorOf(ctx), formIn(ctx).text("address").trim());
    messageTo(ctx, say(ctx, "exports.limits_saved"));
    pages.go(ctx, "/exports");
  });

  for (const [path, yes] of [
    ["approval", true],
    ["refusal", false],
  ] as const)
    router.post(`/:id/${path}`, async (ctx) => {
      await requests.decide(actorOf(ctx), idIn(ctx), yes);
      messageTo(ctx, say(ctx, yes ? "exports.approved" : "exports.refused"));
      pages.go(ctx, "/exports");
    });

  router.post("/:id/file", async (ctx) => {
    const actor = actorOf(ctx);
    await requests.use(actor, idIn(ctx), async ({ kind, query }) => {
      const opened = await exports.open(actor, kind, query, { agreed: true, carried: true });
      await sendCsv(ctx, exports, { kind: kinds.seenBy(actor).get(kind), opened });
    });
  });

  /** What left lately, for whoever may agree to it. */
  async function takenOut(ctx: Context) {
    const actor = actorOf(ctx);
    return may(actor, APPROVE) ? await needs.operations.exports() : [];
  }

  async function showAsk(ctx: Context, typed: Values, problem: string): Promise<void> {
    const { kind, query } = await wantedIn(ctx, typed);
    const rows = await exports.rows(actorOf(ctx), kind.name, query);
    const facts = { kind, rows, list: typed.text("list"), purpose: typed.text("purpose"), problem };
    pages.show(ctx, "records/export-ask", askView(facts, await contextOf(needs, ctx)));
  }

  /** The list as its address says. */
  async function wantedIn(ctx: Context, typed: Values): Promise<{ kind: Kind; query: Wanted }> {
    const actor = actorOf(ctx);
    const kind = kinds.seenBy(actor).byPlural(typed.text("kind"));
    if (!kind) throw new NotFound("web.not_found");
    const list = Values.parse(typed.text("list"));
    const { filter, q, sort, fields } = await inView(needs.views, actor, {
      kind,
      id: list.find("view"),
      query: listQueryFrom(list.entries()),
    });
    return { kind, query: { filter, q, sort, fields } };
  }

  return router;
}
