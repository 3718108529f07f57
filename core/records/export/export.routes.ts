// Lists as files, under the pages and under REST: the same filters, order and columns as the list itself.
import { Router } from "@koa/router";
import type { Context, Next } from "koa";
import { type Actor, isWider, reach } from "../../kernel/actor.ts";
import { begun } from "../../web/begun.ts";
import { actorOf, say } from "../../web/context.ts";
import { queryIn, textIn } from "../../web/read.ts";
import { kindIn } from "../api/read-request.ts";
import { inView } from "../api/view-query.ts";
import type { Kind } from "../kind.ts";
import type { Kinds } from "../kinds.ts";
import { isLimited } from "../query/limits.ts";
import type { ListQuery } from "../query/grammar.ts";
import { listQueryFrom } from "../query/parse-query.ts";
import type { Records } from "../records.ts";
import type { Views } from "../views/views.ts";
import { newId } from "../../kernel/ids.ts";
import type { Rec } from "../record.ts";
import { cardOf } from "./cards.ts";
import type { Bait } from "./marks/bait.ts";
import { type Export, type Exports, NeedsApproval } from "./exports.ts";
import { workbook } from "./workbook.ts";

export interface ExportNeeds {
  readonly exports: Exports;
  readonly records: Records;
  readonly kinds: Kinds;
  readonly views: Views;
}

type Answer = (ctx: Context, asked: { kind: Kind; actor: Actor; query: ListQuery }) => Promise<void>;

/** `prefix` is empty for pages; for REST that of the product's kinds, or of administrators'. */
export function exportRoutes(needs: ExportNeeds, prefix: string): Router {
  const router = new Router(prefix ? { prefix } : {});
  // A program that reads the lines would stumble over one that is none; people carry files around.
  const carried = prefix === "";
  const of = (answer: Answer) => async (ctx: Context, next: Next) => {
    const actor = actorOf(ctx);
    const kind = prefix === "" ? needs.kinds.seenBy(actor).byPlural(textIn(ctx, "plural")) : kindIn(ctx, needs.kinds);
    if (!kind) return await next();
    const query = await inView(needs.views, actor, {
      kind,
      id: queryIn(ctx).find("view"),
      query: listQueryFrom(queryIn(ctx).entries()),
    });
    try {
      await answer(ctx, { kind, actor, query });
    } catch (error) {
      // On a page the way to ask for it stands open; a program is told.
      if (prefix !== "" || !(error instanceof NeedsApproval)) throw error;
      ctx.redirect(`/exports/new?${new URLSearchParams({ kind: kind.plural, list: ctx.querystring })}`);
    }
  };

  router.get(
    "/:plural/export.csv",
    of(async (ctx, { kind, actor, query }) => {
      const opened = await needs.exports.open(actor, kind.name, query, { carried });
      await sendCsv(ctx, needs.exports, { kind, opened });
    }),
  );

  router.get(
    "/:plural/export.xlsx",
    of(async (ctx, { kind, actor, query }) => {
      const opened = await needs.exports.open(actor, kind.name, query, { carried });
      const bytes = await workbook(opened, say(ctx, `${kind.plural}.many`));
      fileNamed(ctx, kind, { ...xlsxFile, number: opened.number });
      ctx.body = bytes;
    }),
  );

  router.get(
    "/:plural/export.vcf",
    of(async (ctx, { kind, actor, query }) => {
      if (kind.name !== "contact") ctx.throw(404);
      // A card says everything of somebody, whichever columns the list has.
      const whole = { ...query, fields: undefined };
      const { number, mark, bait, leaving } = await needs.exports.open(actor, kind.name, whole, { carried });
      const summary = { ...leaving.summary, columns: ["vcard"] };
      const all = cards(needs, actor, { query: whole, mark, bait, sent: leaving.sent });
      const bytes = await begun(needs.exports.told({ ...leaving, summary }, all));
      fileNamed(ctx, kind, { ...vcfFile, number });
      ctx.body = bytes;
    }),
  );

  return router;
}

/** Answers with an opened list, once its first rows are there. */
export async function sendCsv(
  ctx: Context,
  exports: Exports,
  { kind, opened }: { kind: Kind; opened: Export },
): Promise<void> {
  const bytes = await begun(exports.whole(opened));
  fileNamed(ctx, kind, { ...csvFile, number: opened.number });
  ctx.body = bytes;
}

interface CardsAsked {
  readonly query: ListQuery;
  readonly mark: string | undefined;
  readonly bait: Bait | undefined;
  readonly sent: { rows: number };
}

async function* cards(
  { records, exports }: ExportNeeds,
  actor: Actor,
  { query, mark, bait, sent }: CardsAsked,
): AsyncGenerator<Buffer> {
  const exporting = isLimited(actor, { plural: "contacts" }, "export") ? actor : asExporting(actor, "contacts");
  for (let after: string | undefined; ; ) {
    const page = await records.list(exporting, "contact", { ...query, include: ["company"], limit: 200, after });
    const ids = page.data.map(({ id }) => id);
    const within = await exports.within(actor, "contact", ids);
    const out = page.data.filter(({ id }) => within.has(id));
    const all = after === undefined && bait ? withBait(out, bait) : out;
    yield Buffer.from(all.map((record) => cardOf(record, mark)).join(""));
    sent.rows += out.length;
    if (page.next === null) return;
    after = page.next;
  }
}

/** Among the first cards one of somebody who does not exist. */
const withBait = (data: readonly Rec[], bait: Bait): Rec[] =>
  data.length === 0 ? [] : data.toSpliced(Math.ceil(data.length / 2), 0, { ...bait, id: newId() } as unknown as Rec);

/** Cards are read like a list, and not much further than the right to take records out reaches: what is beyond it is left out. */
function asExporting(actor: Actor, plural: string): Actor {
  const [out, seen] = [reach(actor, `${plural}.export`), reach(actor, `${plural}.read`)];
  return isWider(seen, out) ? { ...actor, grants: new Map([...actor.grants, [`${plural}.read`, out]]) } : actor;
}

interface FileSort {
  readonly ending: string;
  readonly type: string;
}

const csvFile: FileSort = { ending: "csv", type: "text/csv; charset=utf-8" };
const vcfFile: FileSort = { ending: "vcf", type: "text/vcard; charset=utf-8" };
const xlsxFile: FileSort = {
  ending: "xlsx",
  type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
};

/** The number stands in the name, and for programs in a header. */
function fileNamed(
  ctx: Context,
  { plural }: Kind,
  { ending, type, number }: FileSort & { readonly number: number },
): void {
  const day = new Date().toISOString().slice(0, 10);
  ctx.set("Content-Disposition", `attachment; filename="${plural}-${day}-${number}.${ending}"`);
  ctx.set("Trellis-Export", String(number));
  ctx.set("Cache-Control", "no-store");
  ctx.set("Content-Type", type);
}
