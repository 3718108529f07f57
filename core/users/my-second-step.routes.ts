import { Router } from "@koa/router";
import type { Context } from "koa";
import { signedInLately } from "../security/identify.ts";
import { actorOf, messageTo, say } from "../web/context.ts";
import type { Pages } from "../web/pages.ts";
import { formIn, idIn } from "../web/read.ts";
import type { People } from "./people.ts";
import { enrolment, type Offer, wrongCode } from "./second-step.view.ts";
import { frame, HERE, showMyCodes } from "./my-second-step.view.ts";
import { keepNowhere } from "./visitor.view.ts";

/** One's own second step: add an authenticator, take one away, print new codes. All of it needs the password of just now. */
export function mySecondStepRoutes(people: People, pages: Pages): Router {
  const { cookie, passkeys, passwords, secondFactors, sessions } = people;
  const router = new Router({ prefix: HERE });

  router.get("/", async (ctx) => {
    const { id } = actorOf(ctx);
    const found = await secondFactors.list(id);
    const factors = found.map((line) => ({ ...line, label: `users.second.kind.${line.kind}` }));
    const lists = { factors, codesLeft: await secondFactors.codesLeft(id), passkeys: passkeys.isPossible };
    pages.show(ctx, "users/second-mine", { ...frame(ctx, "users.second.title"), ...lists });
  });

  router.get("/new", async (ctx) => {
    signedInLately(ctx);
    await showNew(ctx);
  });

  router.post("/", async (ctx) => {
    signedInLately(ctx);
    const [{ id }, form] = [actorOf(ctx), formIn(ctx)];
    const [secret, name] = [secondFactors.offered(id, form.text("offer")), form.text("name")];
    const codes =
      secret === undefined ? undefined : await secondFactors.add(id, secret, { code: form.text("code"), name });
    if (!codes) return await showNew(ctx, { secret, name, problems: wrongCode });
    await cookie.renew(ctx, sessions, { stepped: true });
    if (codes.length > 0) return showMyCodes(ctx, pages, codes);
    done(ctx, "users.second.added");
  });

  router.post("/codes", async (ctx) => {
    signedInLately(ctx);
    showMyCodes(ctx, pages, await secondFactors.newCodes(actorOf(ctx).id));
  });

  router.post("/:id/end", async (ctx) => {
    signedInLately(ctx);
    await secondFactors.remove(actorOf(ctx).id, idIn(ctx));
    done(ctx, "users.second.removed");
  });

  async function showNew(ctx: Context, more: Partial<Offer> = {}): Promise<void> {
    if (more.problems) ctx.status = 422;
    const { id: userId } = actorOf(ctx);
    const form = enrolment(ctx, people, { userId, login: (await passwords.emailOf(userId)) ?? "", ...more });
    pages.show(ctx, "users/second-new", { ...frame(ctx, "users.second.new"), ...form });
    keepNowhere(ctx);
  }

  function done(ctx: Context, sentence: string): void {
    messageTo(ctx, say(ctx, sentence));
    pages.go(ctx, HERE);
  }

  return router;
}
