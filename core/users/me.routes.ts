import { Router } from "@koa/router";
import { actorOf, messageTo, say } from "../web/context.ts";
import type { Pages } from "../web/pages.ts";
import { formIn } from "../web/read.ts";
import { sessionIn, showMine } from "./my-page.view.ts";
import type { People } from "./people.ts";
import { checkPreferences, savePreferences } from "./preferences.ts";

/** One's own settings: language, looks, password. */
export function myRoutes(people: People, pages: Pages): Router {
  const router = new Router({ prefix: "/me" });

  router.get("/", async (ctx) => await showMine(ctx, people, pages));

  router.post("/", async (ctx) => {
    const checked = checkPreferences(formIn(ctx).toObject());
    if (!checked.ok) return await showMine(ctx, people, pages, { form: "preferences", problems: checked.problems });
    await savePreferences(people.db, actorOf(ctx).id, checked.value);
    messageTo(ctx, say(ctx, "users.me.saved"));
    pages.go(ctx, "/me");
  });

  router.post("/password", async (ctx) => {
    const form = formIn(ctx);
    const typed = { current: form.find("current") ?? "", password: form.find("password") ?? "" };
    const problems = await people.passwords.change(actorOf(ctx), typed, sessionIn(ctx));
    if (problems.length > 0) return await showMine(ctx, people, pages, { form: "password", problems });
    messageTo(ctx, say(ctx, "users.me.password_changed"));
    pages.go(ctx, "/me");
  });

  return router;
}
