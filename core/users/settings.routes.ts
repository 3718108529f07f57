import { Router } from "@koa/router";
import type { Context } from "koa";
import { may } from "../kernel/actor.ts";
import { NotAllowed, type Problem } from "../kernel/errors.ts";
import { actorOf, messageTo, say } from "../web/context.ts";
import type { Pages } from "../web/pages.ts";
import { formIn } from "../web/read.ts";
import { isLanguage } from "../i18n/languages.ts";
import { checkCompany } from "./company.ts";
import { boxes, generalProblem } from "./forms.view.ts";
import type { People } from "./people.ts";
import { placeBoxes } from "./place.view.ts";
import { settingsFor } from "./settings-tiles.ts";

const companyKeys = ["name", "language", "country", "currency", "timeZone", "firstWeekday"] as const;

/** Where administrators begin, and what the whole company shares. */
export function settingsRoutes({ company }: People, pages: Pages): Router {
  const router = new Router({ prefix: "/settings" });

  router.get("/", (ctx) => {
    const view = { title: say(ctx, "web.settings"), groups: settingsFor(actorOf(ctx)) };
    pages.show(ctx, "users/settings", view);
  });

  router.get("/company", async (ctx) => {
    onlyKeepers(ctx);
    const profile = await company.profile();
    showCompany(ctx, { ...profile, firstWeekday: String(profile.firstWeekday) });
  });

  router.post("/company", async (ctx) => {
    onlyKeepers(ctx);
    const form = formIn(ctx);
    const typed = Object.fromEntries(companyKeys.map((key) => [key, form.text(key)]));
    const checked = checkCompany(typed, isLanguage(typed["language"]) ? typed["language"] : "en");
    if (!checked.ok) return showCompany(ctx, typed, checked.problems);
    await company.save(actorOf(ctx), checked.value);
    messageTo(ctx, say(ctx, "users.company.saved"));
    pages.go(ctx, "/settings/company");
  });

  function showCompany(ctx: Context, typed: Readonly<Record<string, string>>, problems: readonly Problem[] = []): void {
    const name = {
      name: "name",
      label: "users.company.name",
      value: typed["name"] ?? "",
      autocomplete: "organization",
      required: true,
    };
    const fields = boxes(ctx, [name, ...placeBoxes(ctx, typed, false)], problems);
    if (problems.length > 0) ctx.status = 422;
    const view = {
      title: say(ctx, "users.company.title"),
      breadcrumb: [{ label: say(ctx, "web.settings"), path: "/settings" }],
      fields,
      problem: generalProblem(ctx, problems, fields),
    };
    pages.show(ctx, "users/company", view);
  }

  return router;
}

function onlyKeepers(ctx: Context): void {
  if (!may(actorOf(ctx), "company.change")) throw new NotAllowed("users.may_not_manage");
}
