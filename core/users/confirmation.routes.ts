// Showing one's second step once more, where the company demands it of whoever takes data out.
import { Router } from "@koa/router";
import type { Context } from "koa";
import type { Problem } from "../kernel/errors.ts";
import { actorOf, messageTo, say } from "../web/context.ts";
import { ownPath } from "../web/own-path.ts";
import type { Pages } from "../web/pages.ts";
import { formIn, queryIn } from "../web/read.ts";
import { HERE as FACTORS } from "./my-second-step.view.ts";
import { sessionIn } from "./my-page.view.ts";
import type { People } from "./people.ts";
import { codeForm, wrongCode, wrongPasskey } from "./second-step.view.ts";
import { keepNowhere } from "./visitor.view.ts";

export function confirmationRoutes(people: People, pages: Pages): Router {
  const { confirmations, passkeys, secondFactors } = people;
  const router = new Router({ prefix: "/me/confirmation" });
  const sessionOf = (ctx: Context) => ({ id: sessionIn(ctx), userId: actorOf(ctx).id });

  router.get("/", async (ctx) => await show(ctx, ownPath(queryIn(ctx).find("next"))));

  router.post("/", async (ctx) => {
    const form = formIn(ctx);
    const next = ownPath(form.find("next"));
    if (!(await confirmations.withCode(sessionOf(ctx), form.text("code")))) return await show(ctx, next, wrongCode);
    done(ctx, next);
  });

  router.post("/passkey/question", async (ctx) => {
    ctx.body = await passkeys.offer(actorOf(ctx).id);
    keepNowhere(ctx);
  });

  router.post("/passkey", async (ctx) => {
    const form = formIn(ctx);
    const next = ownPath(form.find("next"));
    const isRight = await confirmations.withPasskey(sessionOf(ctx), form.find("answer") ?? "");
    if (!isRight) return await show(ctx, next, wrongPasskey);
    done(ctx, next);
  });

  async function show(ctx: Context, next: string, problems: readonly Problem[] = []): Promise<void> {
    const factors = await secondFactors.list(actorOf(ctx).id);
    if (factors.length === 0) return await withoutAny(ctx, next);
    if (problems.length > 0) ctx.status = 422;
    const passkey = passkeys.isPossible && factors.some(({ kind }) => kind === "passkey");
    const view = { title: say(ctx, "users.confirmation.title"), ...codeForm(ctx, problems), next, passkey };
    pages.show(ctx, "users/confirmation", view);
    keepNowhere(ctx);
  }

  /** Whoever takes the second step at another server takes it there once more; everybody else adds one first. */
  async function withoutAny(ctx: Context, next: string): Promise<void> {
    if (await people.sessions.isFromElsewhere(sessionIn(ctx)))
      return ctx.redirect(`/login?${new URLSearchParams({ again: "yes", next })}`);
    messageTo(ctx, say(ctx, "users.confirmation.none"));
    pages.go(ctx, FACTORS);
  }

  /** A page, as what comes next may be a file: it is saved, and this page stays. */
  function done(ctx: Context, next: string): void {
    const view = { title: say(ctx, "users.confirmation.done"), next };
    pages.show(ctx, "users/confirmed", view);
    keepNowhere(ctx);
  }

  return router;
}
