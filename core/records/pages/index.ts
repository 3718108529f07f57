import { Router } from "@koa/router";
import type { Panel } from "../../plugins/plugin.ts";
import type { Pages } from "../../web/pages.ts";
import type { Kinds } from "../kinds.ts";
import type { Records } from "../records.ts";
import type { Through } from "../store/through.ts";
import { Views } from "../views/views.ts";
import { cellRoutes } from "./cells.routes.ts";
import { ChoicesOf } from "./choices.ts";
import { formRoutes } from "./form.routes.ts";
import { listRoutes } from "./list.routes.ts";
import type { Parts } from "./parts.ts";
import { quickCreateRoutes } from "./quick-create/quick-create.routes.ts";

export interface Needs {
  readonly records: Records;
  readonly kinds: Kinds;
  readonly through: Through;
  readonly pages: Pages;
  /** Pieces that areas and plugins add to the pages of a kind. */
  readonly panels: (kind: string) => readonly Panel[];
}

/** The pages every kind of record has: list, record, form, search, changes, trash. */
export function recordPages(needs: Needs): Router {
  const parts: Parts = {
    ...needs,
    views: new Views(needs.through.db),
    choices: new ChoicesOf(needs.records, needs.kinds),
  };
  const router = new Router();
  for (const routes of [quickCreateRoutes, listRoutes, formRoutes, cellRoutes]) router.use(routes(parts).routes());
  return router;
}
