import { Router } from "@koa/router";
import type { Context, Middleware, Next } from "koa";
import { BadRequest, Invalid } from "../../../kernel/errors.ts";
import { actorOf, messageTo, wantsPart } from "../../../web/context.ts";
import { formIn, idIn, queryIn, textIn } from "../../../web/read.ts";
import type { Field } from "../../fields/field.ts";
import { optionOf } from "../../fields/types/choice.ts";
import type { Rec } from "../../record.ts";
import { EditConflict } from "../../store/conflict.ts";
import { undoPath } from "../history.view.ts";
import { labelText } from "../labels.ts";
import { allowed, contextOf, type Parts, type Visit } from "../parts.ts";
import { inputFrom, titleOf, valueAt } from "../values.ts";
import type { ListAsk } from "../list-ask.ts";
import { boardAskIn, boardHead, listOn } from "./board-head.ts";
import { boardColumns, boardFieldOf, moreCards, type Whose } from "./board-facts.ts";
import { boardPath, boardQueryOf, boardView, columnView } from "./board.view.ts";
import { moveView } from "./move.view.ts";

interface BoardVisit extends Visit {
  readonly by: Field;
  readonly whose: Whose;
  readonly list: ListAsk;
  readonly text: string;
}

/** The board of any kind that is arranged by a choice field, and moving its cards by mouse, key, menu or form. */
export function boardRoutes(parts: Parts): Router {
  const router = new Router();

  router.get(
    "/:plural/board",
    onBoard(parts, async (visit) => {
      allowed(visit, "read");
      const [board, head] = await Promise.all([boardOf(parts, visit), boardHead(parts, visit, visit.list)]);
      const view = { ...board, head };
      parts.pages.show(visit.ctx, "records/board/board", view);
    }),
  );

  router.get(
    "/:plural/board/cards",
    onBoard(parts, async (visit) => {
      allowed(visit, "read");
      const { by, ctx, reader } = visit;
      const [column, after] = [queryIn(ctx).text("column"), queryIn(ctx).get("after")];
      const option = column === "" ? null : optionOf(by.schema, column);
      if (option === undefined)
        throw new BadRequest("records.bad_value", { field: by.path, value: column.slice(0, 80) });
      const page = await moreCards(parts, reader.actor, visit, { option, after });
      const view = columnView(visit, { option, group: undefined, ...page }, visit);
      parts.pages.part(ctx, "records/board/_more-cards", { column: view });
    }),
  );

  router.get(
    "/:plural/:id/moves",
    onBoard(parts, async (visit) => {
      allowed(visit, "change");
      await showMoves(parts, visit);
    }),
  );

  router.post(
    "/:plural/:id/moves",
    onBoard(parts, async (visit) => {
      allowed(visit, "change");
      await answered(parts, visit, async () => await move(parts, visit));
    }),
  );

  return router;
}

const owners: readonly string[] = ["all", "me", "team"] satisfies readonly Whose[];

/** Answers for kinds with such a board; other addresses, such as the board of deals, are left to others. */
function onBoard(parts: Parts, answer: (visit: BoardVisit) => Promise<void>): Middleware {
  return async (ctx: Context, next: Next) => {
    const kind = parts.kinds.seenBy(actorOf(ctx)).byPlural(textIn(ctx, "plural"));
    const by = kind && kind.pages !== false ? boardFieldOf(kind) : undefined;
    if (!kind || !by) return await next();
    const asked = queryIn(ctx).text("owner");
    const whose = owners.includes(asked) ? (asked as Whose) : "all";
    const visit = { ctx, kind, ...(await contextOf(parts, ctx)) };
    const list = await boardAskIn(parts, visit, `owner=${whose}`);
    await answer({ ...visit, by, whose, list, text: listOn(list) });
  };
}

async function boardOf(parts: Parts, visit: BoardVisit, focus?: string) {
  const columns = await boardColumns(parts, visit.reader.actor, visit);
  return boardView({ ...visit, columns, focus }, visit);
}

const recordIn = async ({ records }: Parts, { ctx, kind, reader }: BoardVisit): Promise<Rec> =>
  await records.get(reader.actor, kind.name, idIn(ctx));

const isOnBoard = (ctx: Context): boolean => queryIn(ctx).has("board");

async function showMoves(parts: Parts, visit: BoardVisit, problems: readonly string[] = []): Promise<void> {
  const { ctx, kind, reader } = visit;
  const record = await recordIn(parts, visit);
  const boardQuery = isOnBoard(ctx) ? boardQueryOf(visit) : "";
  const back = isOnBoard(ctx) ? boardPath(kind, visit) : `/${kind.plural}/${record.id}`;
  const view = moveView({ ...visit, record, boardQuery, back, problems }, reader);
  if (wantsPart(ctx) && problems.length === 0) return parts.pages.part(ctx, "records/board/_move-menu", view);
  parts.pages.show(ctx, "records/board/move", view);
}

/** Moves the card, and says where to with a way back. */
async function move({ records }: Parts, { ctx, kind, by, reader }: BoardVisit): Promise<void> {
  const form = formIn(ctx);
  const [column, version] = [form.text("column"), Number(form.find("version"))];
  const baseVersion = Number.isInteger(version) && version > 0 ? version : undefined;
  const input = inputFrom(new Map([[by.path, column || null]]));
  const record = await records.change(reader.actor, kind.name, idIn(ctx), input, { baseVersion });
  const undo = undoPath({ kind: kind.name, recordId: record.id, version: record.version });
  messageTo(ctx, { text: movedTo(record, { kind, by, reader }), undo });
}

function movedTo(record: Rec, { kind, by, reader }: Pick<BoardVisit, "kind" | "by" | "reader">): string {
  const option = optionOf(by.schema, valueAt(record, by.path));
  const place = option ? labelText(option.label, reader) : reader.say("records.board.none");
  return reader.say("records.board.moved", { title: titleOf(record, kind.titleField), place });
}

/** Answers with the board, whatever became of the move: the card stands where it stands now. */
async function answered(parts: Parts, visit: BoardVisit, work: () => Promise<void>): Promise<void> {
  const { ctx, kind, reader } = visit;
  try {
    await work();
  } catch (error) {
    if (error instanceof EditConflict) {
      messageTo(ctx, {
        text: reader.say("records.board.overtaken", { now: movedTo(error.current, visit) }),
        tone: "bad",
      });
      ctx.status = 409;
    } else if (error instanceof Invalid) {
      const said = error.problems.map(({ message, values }) => reader.say(message, values));
      ctx.status = 422;
      if (!wantsPart(ctx)) return await showMoves(parts, visit, said);
      messageTo(ctx, { text: said.join(" "), tone: "bad" });
    } else throw error;
  }
  if (wantsPart(ctx) && isOnBoard(ctx))
    return parts.pages.part(ctx, "records/board/_board", await boardOf(parts, visit, idIn(ctx)));
  parts.pages.go(ctx, isOnBoard(ctx) ? boardPath(kind, visit) : `/${kind.plural}/${idIn(ctx)}`);
}
