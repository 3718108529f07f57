import { Router } from "@koa/router";
import type { ListHint, MenuItem, Panel, TimelineSource } from "../../plugins/plugin.ts";
import type { Pages } from "../../web/pages.ts";
import { Bulk } from "../bulk/bulk.ts";
import type { Files } from "../files/files.ts";
import type { History } from "../history/history.ts";
import type { Operations } from "../history/operations.ts";
import type { Undo } from "../history/undo.ts";
import type { Kinds } from "../kinds.ts";
import { Notes } from "../notes/notes.ts";
import type { Records } from "../records.ts";
import type { Through } from "../store/through.ts";
import { Views } from "../views/views.ts";
import { actionRoutes } from "./actions.routes.ts";
import { boardRoutes } from "./board/board.routes.ts";
import { bulkRoutes } from "./bulk.routes.ts";
import { cellRoutes } from "./cells.routes.ts";
import { changesRoutes } from "./changes.routes.ts";
import { ChoicesOf } from "./choices.ts";
import { formRoutes } from "./form.routes.ts";
import { listRoutes } from "./list.routes.ts";
import { noteRoutes } from "./notes.routes.ts";
import type { Parts } from "./parts.ts";
import type { Command, RecordAction, SearchGroup } from "./record-action.ts";
import { outputRoutes } from "./outputs.routes.ts";
import { peekRoutes } from "./peek.routes.ts";
import { pickRoutes } from "./pick.routes.ts";
import { recordRoutes } from "./record.routes.ts";
import { revealRoutes } from "./reveal.routes.ts";
import { searchRoutes } from "./search.routes.ts";
import { trashRoutes } from "./trash.routes.ts";
import { viewRoutes } from "./views.routes.ts";
import { quickCreateRoutes } from "./quick-create/quick-create.routes.ts";

export interface Needs {
  readonly records: Records;
  readonly kinds: Kinds;
  readonly through: Through;
  readonly pages: Pages;
  readonly history: History;
  readonly undo: Undo;
  readonly operations: Operations;
  readonly files: Files;
  readonly opened: Parts["opened"];
  /** Pieces that areas and plugins add to the pages of a kind. */
  readonly panels: (kind: string) => readonly Panel[];
  readonly listHints: (kind: string) => readonly ListHint[];
  readonly timelines: () => readonly TimelineSource[];
  readonly actions: (kind: string) => readonly RecordAction[];
  readonly commands: () => readonly Command[];
  readonly searchGroups: () => readonly SearchGroup[];
  readonly menu: () => readonly MenuItem[];
}

/** The pages every kind of record has: list, record, form, search, changes, trash. */
export function recordPages(needs: Needs): Router {
  const parts: Parts = {
    ...needs,
    views: new Views(needs.through.db),
    bulk: new Bulk(needs.records, needs.through, needs.operations),
    notes: new Notes(needs.records),
    choices: new ChoicesOf(needs.records, needs.kinds),
  };
  const router = new Router();
  for (const routes of inOrder) router.use(routes(parts).routes());
  return router;
}

// Addresses with words in them before those with parameters in the same place.
const inOrder = [
  quickCreateRoutes,
  searchRoutes,
  outputRoutes,
  actionRoutes,
  changesRoutes,
  trashRoutes,
  noteRoutes,
  viewRoutes,
  pickRoutes,
  bulkRoutes,
  listRoutes,
  boardRoutes,
  cellRoutes,
  formRoutes,
  peekRoutes,
  revealRoutes,
  recordRoutes,
];
