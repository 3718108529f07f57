import { Router } from "@koa/router";
import type { Context } from "koa";
import { identified, signedInLately } from "../security/identify.ts";
import { mayTakeOut } from "../security/may-take-out.ts";
import { narrowed } from "../security/scopes.ts";
import { actorOf, messageTo, say } from "../web/context.ts";
import { formIn, idIn } from "../web/read.ts";
import { type MyPageNeeds, sessionIn, showMine } from "./my-page.view.ts";
import { checkToken } from "./own-tokens.ts";

/** Where one is signed in, and the tokens of one's programs. */
export function myAccessRoutes(needs: MyPageNeeds): Router {
  const {
    people: { sessions, tokens },
    pages,
  } = needs;
  const router = new Router({ prefix: "/me" });

  router.post("/sessions/end", async (ctx) => {
    await sessions.endAll(actorOf(ctx).id, sessionIn(ctx));
    done(ctx, "users.me.sessions_ended");
  });

  router.post("/sessions/:id/end", async (ctx) => {
    await sessions.end(actorOf(ctx).id, idIn(ctx));
    done(ctx, "users.me.session_ended");
  });

  router.post("/tokens", async (ctx) => {
    signedInLately(ctx);
    const checked = checkToken(formIn(ctx).toObject());
    if (!checked.ok) return await showMine(ctx, needs, { form: "token", problems: checked.problems });
    // A token that takes lists out is confirmed when it is made, as a program cannot do it later.
    const actor = actorOf(ctx);
    if ([...narrowed(actor.grants, checked.value.scopes).keys()].some((right) => right.endsWith(".export")))
      mayTakeOut(actor);
    const { token } = await tokens.create(actor.id, {
      ...checked.value,
      confirmed: identified(ctx).session?.stepped ?? false,
    });
    await showMine(ctx, needs, { made: token });
  });

  router.post("/tokens/:id/end", async (ctx) => {
    await tokens.end(actorOf(ctx).id, idIn(ctx));
    done(ctx, "users.me.token_ended");
  });

  function done(ctx: Context, sentence: string): void {
    messageTo(ctx, say(ctx, sentence));
    pages.go(ctx, "/me");
  }

  return router;
}
