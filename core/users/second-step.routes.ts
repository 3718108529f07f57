// The second step of signing in. Half a session opens these pages and nothing else.
import { Router } from "@koa/router";
import type { Context } from "koa";
import { NotSignedIn } from "../kernel/errors.ts";
import { identified } from "../security/identify.ts";
import { ownPath } from "../web/own-path.ts";
import type { Pages } from "../web/pages.ts";
import { formIn, queryIn } from "../web/read.ts";
import { findHalf, halfIn } from "./half.view.ts";
import type { People } from "./people.ts";
import { passkeyOnly, showFirstCodes, showSecond } from "./second-page.view.ts";
import { wrongCode } from "./second-step.view.ts";
import { visitorOf } from "./visitor.view.ts";

export function secondStepRoutes(people: People, pages: Pages): Router {
  const { cookie, secondFactors, sessions, signIn } = people;
  const page = { people, pages };
  const router = new Router({ prefix: "/login/second" });

  router.get("/", async (ctx) => {
    const half = await findHalf(ctx, people);
    const next = ownPath(queryIn(ctx).find("next"));
    if (!half) return ctx.redirect(toSignIn(ctx, next));
    await showSecond(ctx, page, { half, next });
  });

  router.post("/", async (ctx) => {
    const [half, form] = [await halfIn(ctx, people), formIn(ctx)];
    const next = ownPath(form.find("next"));
    const whole = await signIn.withCode(half, form.text("code"), visitorOf(ctx));
    if (!whole) return await showSecond(ctx, page, { half, next, problems: wrongCode });
    cookie.write(ctx, whole.secret, whole.kept);
    pages.go(ctx, next);
  });

  router.post("/enrolment", async (ctx) => {
    const [half, form] = [await halfIn(ctx, people), formIn(ctx)];
    const next = ownPath(form.find("next"));
    // Whoever has a second step already comes in by it, and adds others afterwards.
    if (half.step !== "enrolment" || (await passkeyOnly(people))) return await showSecond(ctx, page, { half, next });
    const secret = secondFactors.offered(half.userId, form.text("offer"));
    const name = form.text("name");
    const codes = secret && (await secondFactors.add(half.userId, secret, { code: form.text("code"), name }));
    if (!codes) return await showSecond(ctx, page, { half, next, problems: wrongCode, secret, name });
    const whole = await sessions.complete(half.secret, visitorOf(ctx));
    if (!whole) throw new NotSignedIn("security.not_signed_in");
    cookie.write(ctx, whole.secret, whole.kept);
    showFirstCodes(ctx, pages, codes, next);
  });

  return router;
}

/** Says why, to somebody whose session of before opens nothing any more. */
const toSignIn = (ctx: Context, next: string): string =>
  `/login?${new URLSearchParams({ ...(identified(ctx).isMissing && { refused: "second_step_missing" }), next })}`;
