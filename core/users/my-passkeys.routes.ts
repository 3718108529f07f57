import { Router } from "@koa/router";
import type { Context } from "koa";
import type { Problem } from "../kernel/errors.ts";
import { signedInLately } from "../security/identify.ts";
import { actorOf, messageTo, say } from "../web/context.ts";
import type { Pages } from "../web/pages.ts";
import { formIn } from "../web/read.ts";
import { boxes, generalProblem } from "./forms.view.ts";
import { frame, HERE, showMyCodes } from "./my-second-step.view.ts";
import type { People } from "./people.ts";
import { wrongPasskey } from "./second-step.view.ts";
import { keepNowhere } from "./visitor.view.ts";

/** Adding a passkey to one's own account. Taking one away is as with every other second step. */
export function myPasskeyRoutes({ cookie, passkeys, passwords, sessions }: People, pages: Pages): Router {
  const router = new Router({ prefix: `${HERE}/passkey` });

  router.get("/", (ctx) => {
    signedInLately(ctx);
    showNew(ctx, say(ctx, "users.passkey.name"));
  });

  router.post("/question", async (ctx) => {
    signedInLately(ctx);
    const { id } = actorOf(ctx);
    ctx.body = await passkeys.offerNew(id, (await passwords.emailOf(id)) ?? "");
    keepNowhere(ctx);
  });

  router.post("/", async (ctx) => {
    signedInLately(ctx);
    const form = formIn(ctx);
    const name = form.text("name") || say(ctx, "users.passkey.name");
    const codes = await passkeys.add(actorOf(ctx).id, form.find("answer") ?? "", name);
    if (!codes) return showNew(ctx, name, wrongPasskey);
    await cookie.renew(ctx, sessions, { stepped: true });
    if (codes.length > 0) return showMyCodes(ctx, pages, codes);
    messageTo(ctx, say(ctx, "users.passkey.added"));
    pages.go(ctx, HERE);
  });

  function showNew(ctx: Context, name: string, problems: readonly Problem[] = []): void {
    if (problems.length > 0) ctx.status = 422;
    const plan = { name: "name", label: "users.second.name", value: name, attributes: { maxlength: 80 } };
    const fields = boxes(ctx, [plan], problems);
    const form = { fields, problem: generalProblem(ctx, problems, fields), possible: passkeys.isPossible };
    const view = { ...frame(ctx, "users.passkey.add"), ...form };
    pages.show(ctx, "users/passkey-new", view);
  }

  return router;
}
