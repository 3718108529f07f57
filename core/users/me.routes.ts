import { Router } from "@koa/router";
import type { Context } from "koa";
import { identified } from "../security/identify.ts";
import { actorOf, messageTo, say } from "../web/context.ts";
import type { Pages } from "../web/pages.ts";
import { formIn, idIn } from "../web/read.ts";
import { type MyPage, myPage } from "./me.view.ts";
import { checkToken } from "./own-tokens.ts";
import type { People } from "./people.ts";
import { checkPreferences, readPreferences, savePreferences } from "./preferences.ts";
import { keepNowhere } from "./visitor.view.ts";

/** One's own settings: looks and language, password, devices, tokens. */
export function myRoutes(people: People, pages: Pages): Router {
  const { db, passwords, sessions, tokens } = people;
  const router = new Router({ prefix: "/me" });

  router.get("/", async (ctx) => await show(ctx));

  router.post("/", async (ctx) => {
    const checked = checkPreferences(formIn(ctx).toObject());
    if (!checked.ok) return await show(ctx, { form: "preferences", problems: checked.problems });
    await savePreferences(db, actorOf(ctx).id, checked.value);
    done(ctx, "users.me.saved");
  });

  router.post("/password", async (ctx) => {
    const form = formIn(ctx);
    const typed = { current: form.find("current") ?? "", password: form.find("password") ?? "" };
    const problems = await passwords.change(actorOf(ctx), typed, sessionIn(ctx));
    if (problems.length > 0) return await show(ctx, { form: "password", problems });
    done(ctx, "users.me.password_changed");
  });

  router.post("/sessions/:id/end", async (ctx) => {
    await sessions.end(actorOf(ctx).id, idIn(ctx));
    done(ctx, "users.me.session_ended");
  });

  router.post("/sessions/end", async (ctx) => {
    await sessions.endAll(actorOf(ctx).id, sessionIn(ctx));
    done(ctx, "users.me.sessions_ended");
  });

  router.post("/tokens", async (ctx) => {
    const checked = checkToken(formIn(ctx).toObject());
    if (!checked.ok) return await show(ctx, { form: "token", problems: checked.problems });
    const { token } = await tokens.create(actorOf(ctx).id, checked.value);
    await show(ctx, { made: token });
  });

  router.post("/tokens/:id/end", async (ctx) => {
    await tokens.end(actorOf(ctx).id, idIn(ctx));
    done(ctx, "users.me.token_ended");
  });

  function done(ctx: Context, sentence: string): void {
    messageTo(ctx, say(ctx, sentence));
    pages.go(ctx, "/me");
  }

  async function show(ctx: Context, more: Pick<MyPage, "made" | "form" | "problems"> = {}): Promise<void> {
    const { id } = actorOf(ctx);
    const lists = { sessions: await sessions.list(id), tokens: await tokens.list(id) };
    const own = { preferences: await readPreferences(db, id), email: await passwords.emailOf(id), sessionId: sessionIn(ctx) };
    if (more.problems) ctx.status = 422;
    pages.show(ctx, "users/me", myPage(ctx, { ...own, ...lists, ...more }));
    keepNowhere(ctx);
  }

  return router;
}

const sessionIn = (ctx: Context): string => identified(ctx).session?.id ?? "";
