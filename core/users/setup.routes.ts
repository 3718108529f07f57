import { Router } from "@koa/router";
import type { Context } from "koa";
import { isLanguage } from "../i18n/languages.ts";
import { NotFound, type Problem } from "../kernel/errors.ts";
import { languageOf, stateOf } from "../web/context.ts";
import type { Pages } from "../web/pages.ts";
import { formIn, queryIn, textIn } from "../web/read.ts";
import type { Values } from "../web/values.ts";
import { checkCompany } from "./company.ts";
import { countryFor, isCountry } from "./countries.ts";
import type { People } from "./people.ts";
import { accountPage, placePage } from "./setup.view.ts";
import { keepNowhere, visitorOf } from "./visitor.view.ts";

/** The first two pages: where and in what language, then the company and one's own account. Afterwards there is nothing here. */
export function setupRoutes({ setup, sessions, cookie }: People, pages: Pages): Router {
  const router = new Router({ prefix: "/setup" });

  router.use("/:secret", async (ctx, next) => {
    if (!(await setup.isOpen(textIn(ctx, "secret")))) throw new NotFound("users.setup_closed");
    keepNowhere(ctx);
    await next();
    keepNowhere(ctx);
  });

  router.get("/:secret", (ctx) => pages.show(ctx, "setup/place", placePage(ctx, placeIn(ctx, queryIn(ctx)))));

  router.get("/:secret/account", (ctx) => showAccount(ctx, queryIn(ctx)));

  router.post("/:secret/account", async (ctx) => {
    const form = formIn(ctx);
    const place = placeIn(ctx, form);
    const company = checkCompany({ ...place, name: form.text("company") }, languageOf(ctx));
    const account = { name: form.text("name"), email: form.text("email"), password: form.find("password") ?? "" };
    const made = company.ok ? await setup.finish(textIn(ctx, "secret"), company.value, account) : company;
    if (!made.ok) return showAccount(ctx, form, company.ok ? made.problems : made.problems.map(ofCompany));
    cookie.write(ctx, await sessions.start(made.value, false, visitorOf(ctx)), false);
    pages.go(ctx, "/welcome");
  });

  function showAccount(ctx: Context, typed: Values, problems: readonly Problem[] = []): void {
    if (problems.length > 0) ctx.status = 422;
    pages.show(ctx, "setup/account", accountPage(ctx, placeIn(ctx, typed), typed, problems));
  }

  return router;
}

/** In this form `name` is the person's; the company's stands under `company`. */
const ofCompany = (problem: Problem): Problem =>
  problem.pointer === "/name" ? { ...problem, pointer: "/company" } : problem;

/** What the first page asks for; to begin with, what the browser's languages suggest. */
function placeIn(ctx: Context, typed: Values): Record<string, string> {
  const [language, country] = [typed.text("language"), typed.text("country")];
  if (isLanguage(language)) stateOf(ctx).language = language;
  return {
    language: languageOf(ctx),
    country: isCountry(country) ? country : countryFor(ctx.get("Accept-Language")),
    currency: typed.text("currency"),
    timeZone: typed.text("timeZone"),
    firstWeekday: typed.text("firstWeekday"),
  };
}
