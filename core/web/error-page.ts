// What people and programs see when something goes wrong: what, why, and what now.
import type { Context, Middleware, Next } from "koa";
import type { Log } from "../kernel/log.ts";
import { AppError, NotFound, NotSignedIn, SecondStepFirst } from "../kernel/errors.ts";
import { isApi, say, stateOf, wantsPart } from "./context.ts";
import type { Pages } from "./pages.ts";
import { type Told, tell } from "./problem.ts";
import { TemplateError } from "./templates.ts";

export interface ErrorParts {
  readonly pages: Pages;
  readonly log: Log;
  /** True: the page says which template failed, and where in it. For whoever writes it. */
  readonly frank?: boolean;
}

/** Turns whatever was thrown further inside, and addresses nobody answered, into an answer. */
export function errors(parts: ErrorParts): Middleware {
  return async (ctx, next) => {
    try {
      await answered(ctx, next);
    } catch (error) {
      if (!(error instanceof AppError)) parts.log.error({ err: error, request: stateOf(ctx).id }, "request failed");
      answer(ctx, error, parts);
    }
  };
}

async function answered(ctx: Context, next: Next): Promise<void> {
  await next();
  const untouched = ctx.status === 404 && (ctx.body === null || ctx.body === undefined);
  if (untouched && !ctx.path.startsWith("/assets/")) throw new NotFound("web.not_found");
  if (ctx.status === 405 && !ctx.body) throw new WrongMethod("web.wrong_method");
}

/** The address exists, but does not take this method. */
class WrongMethod extends AppError {
  readonly status = 405;
}

function answer(ctx: Context, error: unknown, { pages, frank = false }: ErrorParts): void {
  const told = tell(ctx, error);
  if (error instanceof AppError && error.values["seconds"]) ctx.set("Retry-After", String(error.values["seconds"]));
  if (told.status === 413) ctx.set("Connection", "close");
  if (isApi(ctx)) return problem(ctx, told);
  if (isStep(error)) return signIn(ctx, error);
  ctx.status = told.status;
  if (wantsPart(ctx)) return sentence(ctx, told, pages);
  pages.show(ctx, "errors/error", pageOf(ctx, told, frank ? placeOf(error) : null));
  ctx.status = told.status;
}

/** RFC 9457. */
function problem(ctx: Context, told: Told): void {
  const { title, status, detail, code, errors: list, extra } = told;
  const type = `/problems/${code}`;
  ctx.status = status;
  if (status === 401) ctx.set("WWW-Authenticate", "Bearer");
  ctx.body = {
    type,
    title,
    status,
    detail,
    instance: told.requestId,
    code,
    ...(list.length > 0 && { errors: list }),
    ...extra,
  };
  ctx.set("Cache-Control", "no-store");
  ctx.type = "application/problem+json";
}

/** A partial update keeps the page as it is: what was typed stays, and the sentence goes to the live region. */
function sentence(ctx: Context, told: Told, pages: Pages): void {
  ctx.set("HX-Reswap", "none");
  stateOf(ctx).message = { text: [told.detail, ...told.errors.map((one) => one.message)].join(" "), tone: "bad" };
  pages.part(ctx, "shared/_nothing", {});
}

/** Something to be done first, on a page of its own. */
const isStep = (error: unknown): error is NotSignedIn | SecondStepFirst =>
  error instanceof NotSignedIn || error instanceof SecondStepFirst;

/** Where each of them is done. */
const steps: Readonly<Record<string, string>> = {
  "security.second_step_missing": "/login/second",
  "security.second_step_again": "/me/confirmation",
};

/** To the page of signing in or of the second step, and back here afterwards. A piece of a page never brings such a form into a cell. */
function signIn(ctx: Context, { code, status }: NotSignedIn | SecondStepFirst): void {
  const again = code === "security.sign_in_again" ? "&again=yes" : "";
  const page = `${steps[code] ?? "/login"}?next=${encodeURIComponent(wayBack(ctx))}${again}`;
  ctx.set("Cache-Control", "no-store");
  if (wantsPart(ctx)) {
    ctx.status = status;
    ctx.set("HX-Redirect", page);
    return;
  }
  ctx.status = 303;
  ctx.redirect(page);
}

/** The page the person was on; for a form, the page it stands on. */
function wayBack(ctx: Context): string {
  if (wantsPart(ctx)) return pathOf(ctx.get("HX-Current-URL"));
  return ctx.method === "GET" ? ctx.url : pathOf(ctx.get("Referer"));
}

function pathOf(address: string): string {
  const { pathname, search } = URL.parse(address) ?? { pathname: "/", search: "" };
  return pathname + search;
}

const pageOf = (ctx: Context, told: Told, reason: string | null) => ({
  ...told,
  reason,
  where: say(ctx, "web.error.where"),
  searchText: told.status === 404 ? wordsIn(ctx.path) : null,
  bug: told.status >= 500,
});

/** File and line of a template. */
const placeOf = (error: unknown): string | null => (error instanceof TemplateError ? error.message : null);

/** The words of an address nobody knows, as a first guess at what was looked for. */
function wordsIn(path: string): string {
  const text = URL.parse(path, "http://own.invalid")?.pathname ?? "";
  return text
    .split(/[/\-_.%]+/)
    .filter((word) => /^[a-z]{3,30}$/i.test(word))
    .join(" ");
}
