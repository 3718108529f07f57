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

const companyKeys = ["name", "language", "country", "currency", "timeZone", "firstWeekday"] as const;

/** Where administrators begin, and what the whole company shares. */
export function settingsRoutes({ company }: People, pages: Pages): Router {
  const router = new Router({ prefix: "/settings" });

  router.get("/", (ctx) => {
    const tiles = settingsTiles.filter(({ permission }) => may(actorOf(ctx), permission));
    const view = { title: say(ctx, "web.settings"), tiles };
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
    await company.save(checked.value);
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

const settingsTiles = [
  {
    path: "/settings/modules",
    icon: "puzzle",
    label: "modules.title",
    text: "modules.tile",
    permission: "plugins.change",
  },
  {
    path: "/settings/people",
    icon: "users",
    label: "users.people.title",
    text: "users.people.tile",
    permission: "users.change",
  },
  {
    path: "/teams",
    icon: "users-group",
    label: "users.teams.title",
    text: "users.teams.tile",
    permission: "teams.change",
  },
  {
    path: "/settings/company",
    icon: "building",
    label: "users.company.title",
    text: "users.company.tile",
    permission: "company.change",
  },
  {
    path: "/settings/pipelines",
    icon: "timeline",
    label: "pipelines.many",
    text: "deals.settings.tile",
    permission: "pipelines.change",
  },
  { path: "/settings/kinds", icon: "box", label: "kinds.title", text: "kinds.tile", permission: "kinds.change" },
  { path: "/settings/fields", icon: "forms", label: "fields.title", text: "fields.tile", permission: "fields.change" },
  {
    path: "/settings/rules",
    icon: "shield-check",
    label: "rules.title",
    text: "rules.tile",
    permission: "fields.change",
  },
  {
    path: "/settings/layouts",
    icon: "layout-list",
    label: "layouts.title",
    text: "layouts.tile",
    permission: "fields.change",
  },
  { path: "/settings/access", icon: "lock", label: "access.title", text: "access.tile", permission: "fields.access" },
  { path: "/settings/words", icon: "language", label: "words.title", text: "words.tile", permission: "words.change" },
  {
    path: "/imports",
    icon: "file-import",
    label: "users.settings.import",
    text: "users.settings.import.text",
    permission: "contacts.import",
  },
  {
    path: "/changes",
    icon: "history",
    label: "web.changes",
    text: "users.settings.changes.text",
    permission: "users.read",
  },
  { path: "/trash", icon: "trash", label: "web.trash", text: "users.settings.trash.text", permission: "users.read" },
  { path: "/me", icon: "user", label: "users.me.title", text: "users.me.tile", permission: "users.read" },
] as const;
