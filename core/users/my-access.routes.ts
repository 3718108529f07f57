import { Router } from "@koa/router";
import type { Context } from "koa";
import { signedInLately } from "../security/identify.ts";
import { actorOf, messageTo, say } from "../web/context.ts";
import type { Pages } from "../web/pages.ts";
import { formIn, idIn } from "../web/read.ts";
import { sessionIn, showMine } from "./my-page.view.ts";
import { checkToken } from "./own-tokens.ts";
import type { People } from "./people.ts";

/** Where one is signed in, and the tokens of one's programs. */
export function myAccessRoutes(people: People, pages: Pages): Router {
  const { sessions, tokens } = people;
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
    if (!checked.ok) return await showMine(ctx, people, pages, { form: "token", problems: checked.problems });
    const { token } = await tokens.create(actorOf(ctx).id, checked.value);
    await showMine(ctx, people, pages, { made: token });
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
