import { Router } from "@koa/router";
import type { Context } from "koa";
import { isLanguage } from "../i18n/languages.ts";
import type { Problem } from "../kernel/errors.ts";
import type { Provider } from "../security/identity-providers.ts";
import { findActor, say } from "../web/context.ts";
import { ownPath } from "../web/own-path.ts";
import type { Pages } from "../web/pages.ts";
import { formIn, queryIn } from "../web/read.ts";
import { boxes, generalProblem } from "./forms.view.ts";
import type { People } from "./people.ts";
import { goingOn } from "./second-step.view.ts";
import { keepNowhere, languageSwitch, visitorOf } from "./visitor.view.ts";

const YEAR = 365 * 24 * 60 * 60 * 1000;

/** Signing in and out, and the language of whoever is not in yet. */
export function loginRoutes({ signIn, sessions, passwords, cookie, providers }: People, pages: Pages): Router {
  const router = new Router();

  router.get("/login", async (ctx) => {
    const query = queryIn(ctx);
    const next = ownPath(query.find("next"));
    const actor = findActor(ctx);
    if (!actor) return await show(ctx, { next, problems: refusedIn(query.find("refused")) });
    if (!query.has("again")) return ctx.redirect(next);
    await show(ctx, { next, login: (await passwords.emailOf(actor.id)) ?? "", again: true });
  });

  router.post("/login", async (ctx) => {
    const form = formIn(ctx);
    const [next, login, kept] = [ownPath(form.find("next")), form.text("login"), form.has("kept")];
    const answer = await signIn.withPassword({ login, password: form.find("password") ?? "", kept }, visitorOf(ctx));
    if (!answer.ok) {
      ctx.status = 422;
      return await show(ctx, { next, login, kept, problems: answer.problems });
    }
    await endOld(ctx);
    cookie.write(ctx, answer.value.secret, kept);
    pages.go(ctx, goingOn(answer.value, next));
  });

  router.post("/logout", async (ctx) => {
    await endOld(ctx);
    cookie.clear(ctx);
    ctx.set("Clear-Site-Data", '"cache", "storage"');
    pages.go(ctx, "/login");
  });

  router.post("/language", (ctx) => {
    const form = formIn(ctx);
    const language = form.text("language");
    if (isLanguage(language))
      ctx.cookies.set("language", language, { maxAge: YEAR, sameSite: "lax", secure: ctx.secure, overwrite: true });
    pages.go(ctx, ownPath(form.find("next"), "/login"));
  });

  async function show(ctx: Context, form: LoginForm): Promise<void> {
    showLogin(ctx, pages, form, await providers.list());
  }

  /** A session of before is never carried on: whoever planted or copied it gains nothing. */
  async function endOld(ctx: Context): Promise<void> {
    const secret = cookie.read(ctx);
    if (secret) await sessions.endSecret(secret);
  }

  return router;
}

interface LoginForm {
  readonly next: string;
  readonly login?: string;
  readonly kept?: boolean;
  /** True for somebody who is signed in, but must prove it anew. */
  readonly again?: boolean;
  readonly problems?: readonly Problem[];
}

/** Why another server's word did not let somebody in, or a session of before opens nothing. */
const refusals: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ["address_not_allowed", "address_not_verified", "not_known", "failed", "late"].map((one) => [
      one,
      `sign_on.${one}`,
    ]),
  ),
  second_step_missing: "second_step_missing",
};

function refusedIn(asked: string | undefined): readonly Problem[] {
  const code = asked !== undefined && Object.hasOwn(refusals, asked) ? refusals[asked] : undefined;
  return code === undefined ? [] : [{ pointer: "", code, message: `problem.${code}` }];
}

function showLogin(
  ctx: Context,
  pages: Pages,
  { next, login = "", kept = false, again = false, problems = [] }: LoginForm,
  providers: readonly Provider[],
): void {
  const fields = boxes(ctx, [
    {
      name: "login",
      label: "users.field.email",
      type: "email",
      autocomplete: "username",
      value: login,
      required: true,
      autofocus: login === "",
    },
    { name: "password", type: "password", autocomplete: "current-password", required: true, autofocus: login !== "" },
  ]);
  const view = {
    title: say(ctx, "users.login.title"),
    layout: "plain" as const,
    fields,
    problem: generalProblem(ctx, problems, fields),
    next,
    kept,
    again,
    providers: providers.map(({ id, name }) => ({
      label: say(ctx, "users.login.with", { name }),
      path: `/login/with/${id}?${new URLSearchParams({ next, ...(again && { again: "yes" }) })}`,
    })),
    languages: languageSwitch(ctx),
    here: next === "/" ? "/login" : `/login?next=${encodeURIComponent(next)}`,
  };
  pages.show(ctx, "users/login", view);
  keepNowhere(ctx);
}
