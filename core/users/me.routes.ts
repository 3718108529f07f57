import { Router } from "@koa/router";
import { actorOf, messageTo, say } from "../web/context.ts";
import { formIn } from "../web/read.ts";
import { type MyPageNeeds, sessionIn, showMine } from "./my-page.view.ts";
import { checkPreferences, savePreferences } from "./preferences.ts";

/** One's own settings: language, looks, password. */
export function myRoutes(needs: MyPageNeeds): Router {
  const { people, pages } = needs;
  const router = new Router({ prefix: "/me" });

  router.get("/", async (ctx) => await showMine(ctx, needs));

  router.post("/", async (ctx) => {
    const checked = checkPreferences(formIn(ctx).toObject());
    if (!checked.ok) return await showMine(ctx, needs, { form: "preferences", problems: checked.problems });
    await savePreferences(people.db, actorOf(ctx).id, checked.value);
    messageTo(ctx, say(ctx, "users.me.saved"));
    pages.go(ctx, "/me");
  });

  router.post("/password", async (ctx) => {
    const form = formIn(ctx);
    const typed = { current: form.find("current") ?? "", password: form.find("password") ?? "" };
    const problems = await people.passwords.change(actorOf(ctx), typed, sessionIn(ctx));
    if (problems.length > 0) return await showMine(ctx, needs, { form: "password", problems });
    await people.cookie.renew(ctx, people.sessions);
    messageTo(ctx, say(ctx, "users.me.password_changed"));
    pages.go(ctx, "/me");
  });

  return router;
}
