import { Router } from "@koa/router";
import { messageTo, wantsPart } from "../../web/context.ts";
import { formIn, idIn, queryIn } from "../../web/read.ts";
import { withoutReplaced } from "../../web/replaced.ts";
import type { Rec } from "../record.ts";
import { undoPath } from "./history.view.ts";
import { listAt } from "./list-ask.ts";
import { neighboursOf } from "./neighbours.ts";
import { ruledOn } from "./as-ruled.ts";
import { allowed, forKind, includesOf, noteOpened, type Parts, type Visit } from "./parts.ts";
import { openTo } from "./record-action.ts";
import { relatedPanels } from "./related.ts";
import { recordView, type ShownPanel } from "./record.view.ts";
import { askTimelines } from "./told.ts";
import { titlesOf } from "./titles.ts";
import { titleOf } from "./values.ts";

/** The page of one record, what is written down about it, and its way to the trash. */
export function recordRoutes(parts: Parts): Router {
  const router = new Router();

  router.get(
    "/:plural/:id",
    forKind(parts, async (visit) => {
      allowed(visit, "read");
      await showRecord(parts, visit);
    }),
  );

  router.post(
    "/:plural/:id/removal",
    forKind(parts, async (visit) => {
      allowed(visit, "delete");
      const { kind, reader, ctx } = visit;
      const removed = await parts.records.remove(reader.actor, kind.name, idIn(ctx));
      const undo = undoPath({ kind: kind.name, recordId: removed.id, version: removed.version });
      messageTo(ctx, { text: reader.say("records.removed", { title: titleOf(removed, kind.titleField) }), undo });
      parts.pages.go(ctx, listAt(kind.plural, formIn(ctx).text("in")));
    }),
  );

  router.post(
    "/:plural/:id/notes",
    forKind(parts, async (visit) => {
      const { kind, reader, ctx } = visit;
      const id = idIn(ctx);
      await parts.notes.add(reader.actor, kind.name, id, formIn(ctx).get("body"));
      messageTo(ctx, reader.say("records.note.added"));
      if (wantsPart(ctx)) return await showRecord(parts, visit);
      parts.pages.go(ctx, `/${kind.plural}/${id}`);
    }),
  );

  return router;
}

async function showRecord(parts: Parts, visit: Visit): Promise<void> {
  const { kind, reader, ctx } = visit;
  const id = idIn(ctx);
  const query = queryIn(ctx);
  const list = query.text("in");
  const tab = tabIn(parts, visit);
  // The trash shows what is in it, without a way to change it.
  const record = await parts.records.get(reader.actor, kind.name, id, {
    include: includesOf(parts.kinds, kind),
    trash: true,
  });
  const { visit: ruled, folded } = await ruledOn(parts, visit, { record });
  const [timeline, panels, neighbours] = await Promise.all([
    timelineIn(parts, visit, record, tab),
    panelsOf(parts, visit, record),
    query.has("in") ? neighboursOf(parts, visit, id, list) : null,
  ]);
  noteOpened(parts, visit, id, neighbours?.place ?? null);
  const actions = openTo(parts.actions(kind.name), reader.actor).filter(({ places }) => places.includes("record"));
  const facts = { written: visit.kind, folded, record, ...timeline, panels, actions, neighbours, tab, list };
  parts.pages.show(ctx, "records/record", recordView({ kind: ruled.kind, ...facts }, ruled));
}

/** The open tab; one that does not exist is the timeline. */
function tabIn({ panels }: Parts, { ctx, kind }: Visit): string {
  const asked = queryIn(ctx).text("tab");
  const known = panels(kind.name).some((panel) => panel.place === "tab" && panel.id === asked);
  return known || asked === "details" ? asked : "timeline";
}

const LINES = 50;

/** Notes and history; further back only history, `before` being the version the page before ended with. */
async function timelineIn(parts: Parts, { ctx, kind, reader }: Visit, record: Rec, tab: string) {
  const { actor } = reader;
  const before = Number(/^\d{1,9}$/.exec(queryIn(ctx).text("before"))?.[0] ?? 0);
  const page = { limit: LINES, ...(before > 0 ? { before } : {}) };
  const isOpen = tab === "timeline";
  const lives = record.deletedAt === null;
  const [lines, notes, told] = await Promise.all([
    isOpen ? parts.history.of(actor, kind.name, record.id, page) : [],
    lives ? parts.notes.about(actor, kind.name, record.id) : [],
    askTimelines(isOpen && lives ? parts.timelines() : [], actor, { kind: kind.name, id: record.id }),
  ]);
  const older = lines.length === LINES ? (lines.at(-1)?.version ?? null) : null;
  return {
    lines,
    notes,
    ...told,
    older: older === 1 ? null : older,
    back: before > 0,
    titles: await titlesOf(parts, actor, lines),
  };
}

/** What areas and plugins have to say about this record; those with nothing to say are left out. */
async function panelsOf(parts: Parts, visit: Visit, record: Rec): Promise<readonly ShownPanel[]> {
  if (record.deletedAt !== null) return [];
  const { kind, reader } = visit;
  const asked = parts.panels(kind.name).map(async ({ title, view: ask, ...panel }) => {
    const view = await ask(reader.actor, record.id, kind.name);
    return view ? [{ ...panel, title: reader.say(title), view }] : [];
  });
  const [said, related] = await Promise.all([Promise.all(asked), relatedPanels(parts, visit, record)]);
  return [...withoutReplaced(said.flat()), ...related];
}
