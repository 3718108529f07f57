import { Router } from "@koa/router";
import type { Context } from "koa";
import { BadRequest, type Problem } from "../kernel/errors.ts";
import { say } from "../web/context.ts";
import type { Pages } from "../web/pages.ts";
import { formIn, textIn } from "../web/read.ts";
import { boxes, generalProblem } from "./forms.view.ts";
import type { People } from "./people.ts";
import { goingOn } from "./second-step.view.ts";
import { keepNowhere, languageSwitch, visitorOf } from "./visitor.view.ts";

/** Choosing a password by the one-time link of an invitation. Opening the link changes nothing, as mail scanners open links too. */
export function passwordLinkRoutes({ passwords, signIn, sessions, cookie }: People, pages: Pages): Router {
  const router = new Router({ prefix: "/password" });

  router.get("/:secret", async (ctx) => await show(ctx));

  router.post("/:secret", async (ctx) => {
    const answer = await passwords.choose(textIn(ctx, "secret"), formIn(ctx).find("password") ?? "");
    if (!answer.ok) {
      ctx.status = 422;
      return await show(ctx, answer.problems);
    }
    const old = cookie.read(ctx);
    if (old) await sessions.endSecret(old);
    const entry = await signIn.enter(answer.value, false, visitorOf(ctx));
    cookie.write(ctx, entry.secret, false);
    pages.go(ctx, goingOn(entry, "/"));
  });

  async function show(ctx: Context, problems: readonly Problem[] = []): Promise<void> {
    const owner = await passwords.ownerOf(textIn(ctx, "secret"));
    if (!owner) throw new BadRequest("users.link_used");
    const fields = boxes(ctx, [newPassword], problems);
    const title = say(ctx, "users.choose_password.title");
    const problem = generalProblem(ctx, problems, fields);
    const view = {
      title,
      layout: "plain" as const,
      fields,
      problem,
      owner,
      action: ctx.path,
      here: ctx.path,
      languages: languageSwitch(ctx),
    };
    pages.show(ctx, "users/choose-password", view);
    keepNowhere(ctx);
  }

  return router;
}

const newPassword = {
  name: "password",
  label: "users.field.newPassword",
  help: "users.help.password",
  type: "password",
  autocomplete: "new-password",
  required: true,
  autofocus: true,
} as const;
