// A passkey as the second step of signing in: used, or added by whoever has to have a second step and has none yet.
import { Router } from "@koa/router";
import { NotAllowed, NotSignedIn } from "../kernel/errors.ts";
import type { SecondStep } from "../security/second-factors.ts";
import { say } from "../web/context.ts";
import { ownPath } from "../web/own-path.ts";
import type { Pages } from "../web/pages.ts";
import { formIn } from "../web/read.ts";
import { halfIn } from "./half.view.ts";
import type { People } from "./people.ts";
import { showFirstCodes, showSecond } from "./second-page.view.ts";
import { wrongPasskey } from "./second-step.view.ts";
import { keepNowhere, visitorOf } from "./visitor.view.ts";

export function secondPasskeyRoutes(people: People, pages: Pages): Router {
  const { cookie, passkeys, passwords, sessions, signIn } = people;
  const page = { people, pages };
  const router = new Router({ prefix: "/login/second/passkey" });

  router.post("/question", async (ctx) => {
    const half = await halfIn(ctx, people);
    ctx.body = await passkeys.offer(half.userId);
    keepNowhere(ctx);
  });

  router.post("/", async (ctx) => {
    const [half, form] = [await halfIn(ctx, people), formIn(ctx)];
    const next = ownPath(form.find("next"));
    const whole = await signIn.withPasskey(half, form.find("answer") ?? "", visitorOf(ctx));
    if (!whole) return await showSecond(ctx, page, { half, next, problems: wrongPasskey });
    cookie.write(ctx, whole.secret, whole.kept);
    pages.go(ctx, next);
  });

  router.post("/new/question", async (ctx) => {
    const { userId, step } = await halfIn(ctx, people);
    onlyFirst(step);
    ctx.body = await passkeys.offerNew(userId, (await passwords.emailOf(userId)) ?? "");
    keepNowhere(ctx);
  });

  router.post("/new", async (ctx) => {
    const [half, form] = [await halfIn(ctx, people), formIn(ctx)];
    const next = ownPath(form.find("next"));
    onlyFirst(half.step);
    const codes = await passkeys.add(half.userId, form.find("answer") ?? "", say(ctx, "users.passkey.name"));
    if (!codes) return await showSecond(ctx, page, { half, next, problems: wrongPasskey });
    const whole = await sessions.complete(half.secret, visitorOf(ctx));
    if (!whole) throw new NotSignedIn("security.not_signed_in");
    cookie.write(ctx, whole.secret, whole.kept);
    showFirstCodes(ctx, pages, codes, next);
  });

  /** Whoever has a second step already comes in by it, and adds others afterwards. */
  function onlyFirst(step: SecondStep): void {
    if (step !== "enrolment") throw new NotAllowed("users.second_step_first");
  }

  return router;
}
