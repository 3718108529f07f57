import { Router } from "@koa/router";
import type { Context } from "koa";
import { signedInLately } from "../security/identify.ts";
import { actorOf, messageTo, say } from "../web/context.ts";
import type { Pages } from "../web/pages.ts";
import { formIn, idIn } from "../web/read.ts";
import type { Values } from "../web/values.ts";
import { type Belongings, type Leaving, VIEWS } from "./leaving.ts";
import { leavingPage } from "./leaving.view.ts";
import type { People } from "./people.ts";

/** Somebody leaves: a look at what they have, and then out, with their work in other hands. */
export function leavingRoutes({ users }: People, leaving: Leaving, pages: Pages): Router {
  const router = new Router({ prefix: "/settings/people/:id" });

  router.get("/leaving", async (ctx) => {
    const [actor, id] = [actorOf(ctx), idIn(ctx)];
    const [person, has, everybody] = [
      await users.get(actor, id),
      await leaving.belongings(actor, id),
      await users.list(actor),
    ];
    const others = everybody.filter((one) => one.id !== id && one.state === "active");
    pages.show(ctx, "users/leaving", leavingPage(ctx, person, has, others));
  });

  router.post("/leaving", async (ctx) => {
    signedInLately(ctx);
    const [actor, id] = [actorOf(ctx), idIn(ctx)];
    const to = chosenIn(formIn(ctx), await leaving.belongings(actor, id));
    const operation = await leaving.leave(actor, id, to);
    done(
      ctx,
      operation
        ? { text: say(ctx, "users.leaving.done_handing"), undo: `/operations/${operation}/undo` }
        : { text: say(ctx, "users.people.deactivated") },
    );
  });

  router.post("/notice", async (ctx) => {
    const on = formIn(ctx).text("on") === "yes";
    await leaving.notice(actorOf(ctx), idIn(ctx), on);
    done(ctx, { text: say(ctx, on ? "users.leaving.notice_began" : "users.leaving.notice_ended") });
  });

  function done(ctx: Context, message: { text: string; undo?: string }): void {
    messageTo(ctx, message);
    pages.go(ctx, `/settings/people/${idIn(ctx)}`);
  }

  return router;
}

/** Kind → person, as it was chosen: for each kind, or one for all. Nobody chosen: it stays. */
function chosenIn(form: Values, { kinds, views }: Belongings): Record<string, string> {
  const all = form.text("to");
  const names = [...kinds.map(({ kind }) => kind.name), ...(views > 0 ? [VIEWS] : [])];
  const pairs = names.map((name): [string, string] => [name, form.text(`to.${name}`) || all]);
  return Object.fromEntries(pairs.filter(([, person]) => person !== ""));
}
