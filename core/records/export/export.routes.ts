// Lists as files, under the pages and under REST: the same filters, order and columns as the list itself.
import { Readable } from "node:stream";
import { Router } from "@koa/router";
import type { Context, Next } from "koa";
import type { Actor } from "../../kernel/actor.ts";
import { actorOf, say } from "../../web/context.ts";
import { queryIn, textIn } from "../../web/read.ts";
import { kindIn } from "../api/read-request.ts";
import { inView } from "../api/view-query.ts";
import type { Kind } from "../kind.ts";
import type { Kinds } from "../kinds.ts";
import type { ListQuery } from "../query/grammar.ts";
import { listQueryFrom } from "../query/parse-query.ts";
import type { Records } from "../records.ts";
import type { Views } from "../views/views.ts";
import { cardOf } from "./cards.ts";
import type { Exports } from "./exports.ts";
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
  const of = (answer: Answer) => async (ctx: Context, next: Next) => {
    const actor = actorOf(ctx);
    const kind = prefix === "" ? needs.kinds.seenBy(actor).byPlural(textIn(ctx, "plural")) : kindIn(ctx, needs.kinds);
    if (!kind) return await next();
    const query = await inView(needs.views, actor, {
      kind,
      id: queryIn(ctx).find("view"),
      query: listQueryFrom(queryIn(ctx).entries()),
    });
    await answer(ctx, { kind, actor, query });
  };

  router.get(
    "/:plural/export.csv",
    of(async (ctx, { kind, actor, query }) => {
      const { headers, lines } = await needs.exports.open(actor, kind.name, query);
      fileNamed(ctx, kind, "csv", "text/csv; charset=utf-8");
      ctx.body = Readable.from(needs.exports.whole(headers, lines), { objectMode: false });
    }),
  );

  router.get(
    "/:plural/export.xlsx",
    of(async (ctx, { kind, actor, query }) => {
      const opened = await needs.exports.open(actor, kind.name, query);
      const bytes = await workbook(opened, say(ctx, `${kind.plural}.many`));
      fileNamed(ctx, kind, "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
      ctx.body = bytes;
    }),
  );

  router.get(
    "/:plural/export.vcf",
    of(async (ctx, { kind, actor, query }) => {
      if (kind.name !== "contact") ctx.throw(404);
      await needs.exports.open(actor, kind.name, query);
      fileNamed(ctx, kind, "vcf", "text/vcard; charset=utf-8");
      ctx.body = Readable.from(cards(needs.records, actor, query), { objectMode: false });
    }),
  );

  return router;
}

async function* cards(records: Records, actor: Actor, query: ListQuery): AsyncGenerator<Buffer> {
  for (let after: string | undefined; ; ) {
    const page = await records.list(actor, "contact", {
      ...query,
      fields: undefined,
      include: ["company"],
      limit: 200,
      after,
    });
    yield Buffer.from(page.data.map(cardOf).join(""));
    if (page.next === null) return;
    after = page.next;
  }
}

function fileNamed(ctx: Context, { plural }: Kind, ending: string, type: string): void {
  const day = new Date().toISOString().slice(0, 10);
  ctx.set("Content-Disposition", `attachment; filename="${plural}-${day}.${ending}"`);
  ctx.set("Cache-Control", "no-store");
  ctx.set("Content-Type", type);
}
