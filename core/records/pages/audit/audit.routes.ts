// Where somebody looks up who did what.
import { Router } from "@koa/router";
import type { Database } from "../../../db/database.ts";
import { may } from "../../../kernel/actor.ts";
import { NotAllowed } from "../../../kernel/errors.ts";
import { begun } from "../../../web/begun.ts";
import { actorOf } from "../../../web/context.ts";
import type { Pages } from "../../../web/pages.ts";
import { queryIn } from "../../../web/read.ts";
import { askedIn } from "../../api/audit-asked.ts";
import { type AuditTrail, EXPORT_AUDIT, READ_AUDIT, type TrailLine } from "../../audit/trail.ts";
import { trailFile } from "../../audit/trail-file.ts";
import type { Operations } from "../../history/operations.ts";
import type { Kinds } from "../../kinds.ts";
import type { Related } from "../../record.ts";
import type { Records } from "../../records.ts";
import type { Through } from "../../store/through.ts";
import { ChoicesOf } from "../choices.ts";
import { contextOf } from "../parts.ts";
import type { Reader } from "../reader.ts";
import { auditView } from "./audit.view.ts";

export interface AuditPageNeeds {
  readonly db: Database;
  readonly trail: AuditTrail;
  readonly operations: Operations;
  readonly records: Records;
  readonly kinds: Kinds;
  readonly through: Through;
  readonly pages: Pages;
}

export function auditRoutes(needs: AuditPageNeeds): Router {
  const { trail, kinds, pages } = needs;
  const choices = new ChoicesOf(needs.records, kinds);
  const router = new Router({ prefix: "/settings/audit" });

  router.use(async (ctx, next) => {
    if (!may(actorOf(ctx), READ_AUDIT)) throw new NotAllowed("security.not_allowed", { permission: READ_AUDIT });
    await next();
  });

  router.get("/", async (ctx) => {
    const context = await contextOf(needs, ctx);
    const { actor } = context.reader;
    const asked = askedIn(queryIn(ctx), actor.timeZone);
    const page = await trail.read(actor, asked.filter, { place: asked.place });
    const people = await choices.everybody(actor);
    const titles = await titlesIn(page.lines, context.reader);
    const seen = kinds.seenBy(actor);
    const facts = { ...page, asked, people, titles, seen, mayExport: may(actor, EXPORT_AUDIT) };
    pages.show(ctx, "records/audit", auditView(facts, context));
  });

  router.get("/export.csv", async (ctx) => {
    const actor = actorOf(ctx);
    const { filter } = askedIn(queryIn(ctx), actor.timeZone);
    const bytes = await begun(await trailFile(needs, actor, filter));
    const day = new Date().toISOString().slice(0, 10);
    ctx.set("Content-Disposition", `attachment; filename="audit-${day}.csv"`);
    ctx.set("Cache-Control", "no-store");
    ctx.set("Content-Type", "text/csv; charset=utf-8");
    ctx.body = bytes;
  });

  /** What records are called, as far as this person may see them. */
  async function titlesIn(lines: readonly TrailLine[], { actor }: Reader): Promise<ReadonlyMap<string, Related>> {
    const seen = kinds.seenBy(actor);
    const known = lines.filter(({ kind, recordId }) => kind !== null && recordId !== null && seen.find(kind));
    const groups = Map.groupBy(known, ({ kind }) => kind as string);
    const found = await Promise.all(
      [...groups].map(([kind, some]) =>
        choices.named(actor, kind, [...new Set(some.map(({ recordId }) => recordId as string))]),
      ),
    );
    return new Map(found.flat().map((one) => [one.id, one]));
  }

  return router;
}
