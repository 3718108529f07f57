import { Router } from "@koa/router";
import type { Context } from "koa";
import { say } from "../web/context.ts";
import type { Pages } from "../web/pages.ts";
import { formIn } from "../web/read.ts";
import { boxes } from "./forms.view.ts";
import type { Forgotten } from "./forgotten.ts";
import { keepNowhere, languageSwitch, visitorOf } from "./visitor.view.ts";

/** Asking for a new password. What is answered tells nobody who is known here. */
export function forgottenRoutes(forgotten: Forgotten, isOn: () => boolean, pages: Pages): Router {
  const router = new Router({ prefix: "/login/forgotten" });

  router.get("/", (ctx) => show(ctx, false));

  router.post("/", async (ctx) => {
    if (isOn()) await forgotten.ask(formIn(ctx).text("login"), visitorOf(ctx));
    show(ctx, true);
  });

  function show(ctx: Context, asked: boolean): void {
    const view = {
      title: say(ctx, "users.forgotten.title"),
      layout: "plain" as const,
      fields: boxes(ctx, [address]),
      isOn: isOn(),
      asked,
      here: "/login/forgotten",
      languages: languageSwitch(ctx),
    };
    pages.show(ctx, "users/forgotten", view);
    keepNowhere(ctx);
  }

  return router;
}

const address = {
  name: "login",
  label: "users.field.email",
  type: "email",
  autocomplete: "username",
  required: true,
  autofocus: true,
} as const;
