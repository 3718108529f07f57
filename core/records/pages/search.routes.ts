import { Router } from "@koa/router";
import type { Actor } from "../../kernel/actor.ts";
import { queryIn } from "../../web/read.ts";
import { tellSearch } from "../audit/tell-search.ts";
import type { PageContext } from "./display.ts";
import { contextOf, type Parts } from "./parts.ts";
import { openTo } from "./record-action.ts";
import { findEverywhere, meantEverywhere, searchable } from "./search.ts";
import { type Line, paletteView, searchView } from "./search.view.ts";
import { recordTitles } from "./titles.ts";

const ON_PAGE = 20;
const IN_PALETTE = 4;
const LONGEST = 200;

/** Finding any record: the search page, and the same in the palette. */
export function searchRoutes(parts: Parts): Router {
  const router = new Router();

  router.get("/search", async (ctx) => {
    const context = await contextOf(parts, ctx);
    const q = queryIn(ctx).text("q").slice(0, LONGEST);
    await tellSearch(parts.through.db, context.reader.actor, { q });
    parts.pages.show(ctx, "records/search", searchView(await lookFor(parts, context, q, ON_PAGE), context));
  });

  router.get("/search/palette", async (ctx) => {
    const context = await contextOf(parts, ctx);
    const q = queryIn(ctx).text("q").slice(0, LONGEST);
    const found = await lookFor(parts, context, /^[>?]/.test(q) ? "" : q.replace(/^#/, ""), IN_PALETTE);
    const recent = q === "" ? await recentLines(parts, context) : [];
    const kinds = searchable(parts, context.reader.actor);
    parts.pages.part(
      ctx,
      "records/_palette",
      paletteView({ ...found, q, menu: parts.menu(), commands: parts.commands(), kinds, recent }, context),
    );
  });

  return router;
}

async function lookFor(parts: Parts, { reader }: PageContext, q: string, limit: number) {
  const found = q === "" ? [] : await findEverywhere(parts, reader.actor, q, limit);
  const others = q === "" ? [] : await findOthers(parts, reader.actor, q, limit);
  const meant = q === "" || found.length > 0 ? [] : await meantEverywhere(parts, reader.actor, q);
  return { q, found, others, meant };
}

/** What others find; those that find nothing are left out. */
async function findOthers({ searchGroups }: Parts, actor: Actor, q: string, limit: number) {
  const asked = openTo(searchGroups(), actor).map(async (group) => ({
    group,
    hits: await group.find(actor, q, limit),
  }));
  return (await Promise.all(asked))
    .map(({ group, hits }) => ({ group, hits: hits.filter(({ path }) => path.startsWith("/")).slice(0, limit) }))
    .filter(({ hits }) => hits.length > 0);
}

/** What this person worked on last. */
async function recentLines(parts: Parts, { reader, pluralOf }: PageContext): Promise<readonly Line[]> {
  const lines = await parts.history.mine(reader.actor, { limit: 30 });
  const titles = await recordTitles(parts, reader.actor, lines);
  const seen = new Map(lines.map((line) => [line.recordId, line]));
  return [...seen.values()]
    .flatMap(({ kind: name, recordId }) => {
      const [title, plural] = [titles.get(recordId)?.title, pluralOf(name)];
      return title === undefined || plural === undefined
        ? []
        : [{ title, href: `/${plural}/${recordId}`, icon: parts.kinds.get(name).icon, fact: "" }];
    })
    .slice(0, 5);
}
