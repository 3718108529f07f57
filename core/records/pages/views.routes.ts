import { Router } from "@koa/router";
import type { Context } from "koa";
import type { Actor } from "../../kernel/actor.ts";
import { BadRequest } from "../../kernel/errors.ts";
import { actorOf, messageTo, say } from "../../web/context.ts";
import { formIn, idIn } from "../../web/read.ts";
import type { Values } from "../../web/values.ts";
import type { Kind } from "../kind.ts";
import type { Sharing, View, ViewQuery } from "../views/view.ts";
import type { ListAsk } from "./list-ask.ts";
import { isAddedPath } from "../added-columns.ts";
import { columnsOf } from "./list-facts.ts";
import { allowed, forKind, type Parts, type Visit } from "./parts.ts";
import { readAsk, readBoardAsk } from "./read-ask.ts";
import { ownerOn, viewPath } from "./views.view.ts";

/** Saving a list as a view, and keeping views in order. */
export function viewRoutes(parts: Parts): Router {
  const { views, pages, kinds } = parts;
  const router = new Router();

  router.post(
    "/:plural/views",
    forKind(parts, async (visit) => await saveNew(parts, visit)),
  );

  router.post("/views/:id", async (ctx) => {
    const changed = await saveAgain(parts, ctx);
    messageTo(ctx, say(ctx, "records.views.saved", { name: changed.name }));
    pages.go(ctx, pathOf(parts, changed, formIn(ctx)));
  });

  router.post("/views/:id/order", async (ctx) => {
    pages.go(ctx, pathOf(parts, await views.moveForward(actorOf(ctx), idIn(ctx)), formIn(ctx)));
  });

  router.post("/views/:id/removal", async (ctx) => {
    const view = await views.remove(actorOf(ctx), idIn(ctx));
    messageTo(ctx, say(ctx, "records.views.removed", { name: view.name }));
    pages.go(ctx, viewPath(kinds.get(view.kind), view.query.board && boardIn(formIn(ctx))));
  });

  return router;
}

const pathOf = ({ kinds }: Parts, view: View, form: Values): string =>
  viewPath(kinds.get(view.kind), view.query.board && boardIn(form), view);

/** The board somebody looked at; empty for a view of the board that was changed elsewhere. */
const boardIn = (form: Values): string => form.find("board") ?? "";

async function saveNew(parts: Parts, visit: Visit): Promise<void> {
  allowed(visit, "read");
  const { kind, reader, ctx } = visit;
  const form = formIn(ctx);
  const shown = await shownIn(parts, reader.actor, kind, form);
  const view = { kind: kind.name, name: form.get("name"), ...shown, sharedWith: sharingIn(form) };
  const made = await parts.views.create(reader.actor, view);
  messageTo(ctx, reader.say("records.views.saved", { name: made.name }));
  parts.pages.go(ctx, pathOf(parts, made, form));
}

async function saveAgain(parts: Parts, ctx: Context): Promise<View> {
  const actor = actorOf(ctx);
  const form = formIn(ctx);
  const view = await parts.views.get(actor, idIn(ctx));
  const kind = parts.kinds.seenBy(actor).get(view.kind);
  const shown = form.text("query") === "take" ? await shownIn(parts, actor, kind, form) : {};
  return await parts.views.change(actor, view.id, { name: form.get("name"), sharedWith: sharingIn(form), ...shown });
}

/** Filter, order, headings and columns as the list shows them now. */
async function shownIn(parts: Parts, actor: Actor, kind: Kind, form: Values): Promise<Pick<View, "query" | "columns">> {
  const [board, list] = [form.find("board"), form.text("list")];
  const ask = await (board === undefined
    ? readAsk(parts, actor, kind, new URLSearchParams(list))
    : readBoardAsk(parts, actor, kind, { board, list }));
  const others = ask.columns.filter((path) => isAddedPath(kind, path));
  return { query: queryIn(ask), columns: [...columnsOf(kind, ask).map((field) => field.path), ...others] };
}

const queryIn = ({ filter, q, sort, group, board }: ListAsk): ViewQuery => ({
  ...(filter ? { filter } : {}),
  ...(q === "" ? {} : { q }),
  ...(group === undefined ? {} : { group }),
  ...(board === undefined ? {} : { board: { owner: ownerOn(board) } }),
  sort,
});

function sharingIn(form: Values): Sharing {
  const text = form.text("sharing");
  if (text !== "me" && text !== "team" && text !== "all") throw new BadRequest("views.bad_sharing");
  return text;
}
