import { Router } from "@koa/router";
import { queryIn } from "../../web/read.ts";
import type { Pages } from "../../web/pages.ts";
import type { DefinitionHistory } from "../definitions/definition-history.ts";
import type { Kinds } from "../kinds.ts";
import type { Through } from "../store/through.ts";
import { definitionChangesView } from "./definition-changes.view.ts";
import { contextOf } from "./parts.ts";

export interface DefinitionPageNeeds {
  readonly definitionHistory: DefinitionHistory;
  readonly kinds: Kinds;
  readonly through: Through;
  readonly pages: Pages;
}

const PAGE = 50;

/** What was defined, by anybody who may: beside one's own recent changes. */
export function definitionChangesRoutes(needs: DefinitionPageNeeds): Router {
  const router = new Router();

  router.get("/changes/definitions", async (ctx) => {
    const context = await contextOf(needs, ctx);
    const asked = queryIn(ctx).text("before");
    const before = /^\d{1,18}$/.test(asked) ? asked : undefined;
    const lines = await needs.definitionHistory.list(context.reader.actor, { before, limit: PAGE });
    const next = lines.length === PAGE ? (lines.at(-1)?.seq ?? null) : null;
    const kindOf = (name: string) => needs.kinds.seenBy(context.reader.actor).find(name);
    needs.pages.show(ctx, "records/changes", definitionChangesView({ lines, before, next, kindOf }, context));
  });

  return router;
}
