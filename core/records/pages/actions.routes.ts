// What others let people do: with one record, and from the palette. A question is a page of its own, so that it is asked without script too.
import { Router } from "@koa/router";
import type { Context } from "koa";
import { NotFound } from "../../kernel/errors.ts";
import { actorOf, messageTo, say } from "../../web/context.ts";
import { idIn, textIn } from "../../web/read.ts";
import { crumbs } from "./form.view.ts";
import { forKind, type Parts, type Visit } from "./parts.ts";
import { type ActionPlace, type Command, type Done, openTo, type RecordAction } from "./record-action.ts";

export function actionRoutes(parts: Parts): Router {
  const router = new Router();

  router.get("/commands/:command", (ctx) => {
    const { id, label } = runnable(parts, ctx);
    const title = say(ctx, label);
    const view = { title, text: null, action: `/commands/${id}`, confirm: title, back: "/", kept: [] };
    parts.pages.show(ctx, "records/action", view);
  });

  router.post("/commands/:command", async (ctx) => {
    const { run } = runnable(parts, ctx);
    finish(parts, ctx, await run(actorOf(ctx)), "/");
  });

  router.get(
    "/:plural/:id/actions/:action",
    forKind(parts, async (visit) => {
      const { kind, reader, ctx } = visit;
      const action = actionIn(parts, visit, "record", textIn(ctx, "action"));
      const record = await parts.records.get(reader.actor, kind.name, idIn(ctx));
      const view = {
        title: reader.say(action.label),
        breadcrumb: crumbs(kind, record, reader),
        text: action.confirm ? reader.say(action.confirm, { count: 1 }) : null,
        action: `/${kind.plural}/${record.id}/actions/${action.id}`,
        confirm: reader.say(action.label),
        back: `/${kind.plural}/${record.id}`,
        kept: [],
      };
      parts.pages.show(ctx, "records/action", view);
    }),
  );

  router.post(
    "/:plural/:id/actions/:action",
    forKind(parts, async (visit) => {
      const { kind, reader, ctx } = visit;
      const action = actionIn(parts, visit, "record", textIn(ctx, "action"));
      const { id } = await parts.records.get(reader.actor, kind.name, idIn(ctx));
      finish(parts, ctx, await action.run(reader.actor, [id]), `/${kind.plural}/${id}`);
    }),
  );

  return router;
}

/** The action of that name, for whoever has it there; for everybody else there is none. */
export function actionIn({ actions }: Parts, { kind, reader }: Visit, place: ActionPlace, id: string): RecordAction {
  const open = openTo(actions(kind.name), reader.actor).filter(({ places }) => places.includes(place));
  const found = open.find((one) => one.id === id);
  if (!found) throw new NotFound("web.not_found");
  return found;
}

function runnable({ commands }: Parts, ctx: Context): Command & Required<Pick<Command, "run">> {
  const { run, ...found } = openTo(commands(), actorOf(ctx)).find(({ id }) => id === textIn(ctx, "command")) ?? {};
  if (!run || !("id" in found)) throw new NotFound("web.not_found");
  return { ...found, run };
}

/** Says what was done, and goes where that says, or back. */
export function finish({ pages }: Pick<Parts, "pages">, ctx: Context, done: Done, back: string): void {
  const { said, values, tone = "good", path } = done;
  if (said !== undefined) messageTo(ctx, { text: say(ctx, said, values), tone });
  pages.go(ctx, path ?? back);
}
