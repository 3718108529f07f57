import { Router } from "@koa/router";
import type { Context } from "koa";
import { may } from "../../kernel/actor.ts";
import { messageTo } from "../../web/context.ts";
import { idIn, queryIn } from "../../web/read.ts";
import type { Kind } from "../kind.ts";
import type { ListPage } from "../query/grammar.ts";
import type { Rec } from "../record.ts";
import type { PageContext } from "./display.ts";
import { manyOf } from "./labels.ts";
import { allowed, contextOf, forKind, type Parts } from "./parts.ts";
import { type Names, namesOf } from "./people.ts";
import { titleOf } from "./values.ts";

/** What was deleted, and the way back. */
export function trashRoutes(parts: Parts): Router {
  const router = new Router();

  router.get("/trash", async (ctx: Context) => {
    const context = await contextOf(parts, ctx);
    const open = kindsOpen(parts, context);
    const kind = open.find(({ plural }) => plural === queryIn(ctx).text("kind")) ?? open[0];
    const page = kind ? await trashed(parts, context, kind, queryIn(ctx).text("after")) : { data: [], next: null };
    const names = await namesOf(
      parts.choices,
      context.reader,
      page.data.map((record) => record.updatedBy),
    );
    parts.pages.show(ctx, "records/trash", trashView({ open, kind, page, names }, context));
  });

  router.post(
    "/:plural/:id/restoration",
    forKind(parts, async (visit) => {
      allowed(visit, "delete");
      const { kind, reader, ctx } = visit;
      const back = await parts.records.restore(reader.actor, kind.name, idIn(ctx));
      messageTo(ctx, reader.say("records.restored", { title: titleOf(back, kind.titleField) }));
      parts.pages.go(ctx, `/${kind.plural}/${back.id}`);
    }),
  );

  return router;
}

/** Kinds whose records this person may delete and so bring back. */
const kindsOpen = ({ kinds }: Parts, { reader }: PageContext): readonly Kind[] =>
  kinds
    .seenBy(reader.actor)
    .all()
    .filter((kind) => kind.pages !== false && may(reader.actor, `${kind.plural}.delete`));

async function trashed({ records }: Parts, { reader }: PageContext, kind: Kind, after: string): Promise<ListPage<Rec>> {
  const sort = [{ field: "deletedAt", direction: "desc" }] as const;
  return await records.list(reader.actor, kind.name, {
    trash: true,
    sort,
    limit: 50,
    fields: [kind.titleField, "deletedAt", "updatedBy"],
    after: after || undefined,
  });
}

interface TrashFacts {
  readonly open: readonly Kind[];
  readonly kind: Kind | undefined;
  readonly page: ListPage<Rec>;
  readonly names: Names;
}

function trashView({ open, kind, page, names }: TrashFacts, { reader }: PageContext) {
  const path = (one: Kind) => `/trash?kind=${one.plural}`;
  return {
    title: reader.say("records.trash"),
    tabs: open.map((one) => ({ label: manyOf(one, reader), path: path(one), current: one === kind, count: null })),
    rows: kind ? page.data.map((record) => trashRow(record, kind, names)) : [],
    next: kind && page.next !== null ? `${path(kind)}&after=${encodeURIComponent(page.next)}` : null,
    previous: null,
    text: null,
  };
}

const trashRow = (record: Rec, kind: Kind, names: Names) => ({
  title: titleOf(record, kind.titleField),
  href: `/${kind.plural}/${record.id}`,
  action: `/${kind.plural}/${record.id}/restoration`,
  at: record.deletedAt,
  who: names(record.updatedBy),
});
