// The page between password and session: for the second step itself, or for adding one where the company demands it.
import type { Context } from "koa";
import type { Half } from "../security/sign-in.ts";
import { say } from "../web/context.ts";
import type { Pages } from "../web/pages.ts";
import type { People } from "./people.ts";
import { codeForm, enrolment, type Offer } from "./second-step.view.ts";
import { keepNowhere, languageSwitch } from "./visitor.view.ts";

export interface SecondPage {
  readonly people: People;
  readonly pages: Pages;
}

export interface Shown extends Partial<Offer> {
  readonly half: Half;
  readonly next: string;
}

/** What somebody sees who has done the first half; with problems after something that did not fit. */
export async function showSecond(
  ctx: Context,
  { people, pages }: SecondPage,
  { half, next, problems = [], ...more }: Shown,
): Promise<void> {
  const { secondFactors, passkeys, passwords } = people;
  const { userId } = half;
  if (problems.length > 0) ctx.status = 422;
  const isNew = half.step === "enrolment";
  const login = (await passwords.emailOf(userId)) ?? "";
  const form = isNew ? enrolment(ctx, people, { userId, login, problems, ...more }) : codeForm(ctx, problems);
  const hasPasskey = (await secondFactors.list(userId)).some(({ kind }) => kind === "passkey");
  const view = {
    ...plainPage(ctx, isNew ? "users.second.new_any" : "users.second.title"),
    ...form,
    next,
    passkey: passkeys.isPossible && (isNew || hasPasskey),
    only: isNew && (await passkeyOnly(people)),
  };
  pages.show(ctx, isNew ? "users/second-enrolment" : "users/second", view);
  keepNowhere(ctx);
}

/** True where an authenticator is not enough, and passkeys can be made. */
export const passkeyOnly = async ({ passkeys, signInRules }: People): Promise<boolean> =>
  passkeys.isPossible && (await signInRules.demands()).secondStepKind === "passkey";

/** The codes on paper, shown once; then somebody goes on. */
export function showFirstCodes(ctx: Context, pages: Pages, codes: readonly string[], next: string): void {
  const view = { ...plainPage(ctx, "users.second.codes"), codes, next };
  pages.show(ctx, "users/second-codes", view);
  keepNowhere(ctx);
}

const plainPage = (ctx: Context, title: string) => ({
  title: say(ctx, title),
  layout: "plain" as const,
  languages: languageSwitch(ctx),
  here: "/login/second",
});
