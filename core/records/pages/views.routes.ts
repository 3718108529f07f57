import { Router } from "@koa/router";
import { BadRequest } from "../../kernel/errors.ts";
import { actorOf, messageTo, say } from "../../web/context.ts";
import { formIn, idIn } from "../../web/read.ts";
import type { Values } from "../../web/values.ts";
import type { Sharing, View, ViewQuery } from "../views/view.ts";
import type { ListAsk } from "./list-ask.ts";
import { columnsOf, readAsk } from "./list-facts.ts";
import { allowed, forKind, type Parts } from "./parts.ts";

/** Saving a list as a view, and keeping views in order. */
export function viewRoutes(parts: Parts): Router {
  const { views, pages, kinds } = parts;
  const router = new Router();

  router.post("/:plural/views", forKind(parts, async (visit) => {
    allowed(visit, "read");
    const { kind, reader, ctx } = visit;
    const form = formIn(ctx);
    const ask = await readAsk(parts, reader.actor, kind, new URLSearchParams(form.text("list")));
    const columns = columnsOf(kind, ask).map((field) => field.path);
    const made = await views.create(reader.actor, { kind: kind.name, name: form.get("name"), query: queryIn(ask), columns, sharedWith: sharingIn(form) });
    messageTo(ctx, reader.say("records.views.saved", { name: made.name }));
    pages.go(ctx, `/${kind.plural}?view=${made.id}`);
  }));

  router.post("/views/:id", async (ctx) => {
    const form = formIn(ctx);
    const view = await views.get(actorOf(ctx), idIn(ctx));
    const taken = form.text("query") === "take" ? await shownIn(parts, view, form.text("list"), ctx) : {};
    const changed = await views.change(actorOf(ctx), view.id, { name: form.get("name"), sharedWith: sharingIn(form), ...taken });
    messageTo(ctx, say(ctx, "records.views.saved", { name: changed.name }));
    pages.go(ctx, pathOf(changed));
  });

  router.post("/views/:id/order", async (ctx) => {
    pages.go(ctx, pathOf(await views.moveForward(actorOf(ctx), idIn(ctx))));
  });

  router.post("/views/:id/removal", async (ctx) => {
    const view = await views.remove(actorOf(ctx), idIn(ctx));
    messageTo(ctx, say(ctx, "records.views.removed", { name: view.name }));
    pages.go(ctx, `/${kinds.get(view.kind).plural}`);
  });

  const pathOf = ({ id, kind }: View): string => `/${kinds.get(kind).plural}?view=${id}`;

  return router;
}

/** Filter, order and columns as the list shows them now. */
async function shownIn(parts: Parts, view: View, list: string, ctx: Parameters<typeof actorOf>[0]): Promise<Pick<View, "query" | "columns">> {
  const kind = parts.kinds.get(view.kind);
  const ask = await readAsk(parts, actorOf(ctx), kind, new URLSearchParams(list));
  return { query: queryIn(ask), columns: columnsOf(kind, ask).map((field) => field.path) };
}

const queryIn = ({ filter, q, sort }: ListAsk): ViewQuery => ({ ...(filter ? { filter } : {}), ...(q === "" ? {} : { q }), sort });

function sharingIn(form: Values): Sharing {
  const text = form.text("sharing");
  if (text !== "me" && text !== "team" && text !== "all") throw new BadRequest("views.bad_sharing");
  return text;
}
