import type { Context } from "koa";
import { identified } from "../security/identify.ts";
import { actorOf, say } from "../web/context.ts";
import type { MyPage as Beside } from "../plugins/plugin.ts";
import type { Pages } from "../web/pages.ts";
import { type MyPage, myPage } from "./me.view.ts";
import type { People } from "./people.ts";
import { readPreferences } from "./preferences.ts";
import { keepNowhere } from "./visitor.view.ts";

export interface MyPageNeeds {
  readonly people: People;
  readonly pages: Pages;
  /** Pages that others put beside it. */
  beside(): readonly Beside[];
}

/** The page of one's own settings, after a form that does not fit or a token just made too. */
export async function showMine(
  ctx: Context,
  { people, pages, beside }: MyPageNeeds,
  more: Pick<MyPage, "made" | "form" | "problems"> = {},
): Promise<void> {
  const { id } = actorOf(ctx);
  const { db, passwords, sessions, tokens } = people;
  const lists = { sessions: await sessions.list(id), tokens: await tokens.list(id) };
  const own = {
    preferences: await readPreferences(db, id),
    email: await passwords.emailOf(id),
    factors: (await people.secondFactors.list(id)).length,
    sessionId: sessionIn(ctx),
  };
  if (more.problems) ctx.status = 422;
  const view = { ...myPage(ctx, { ...own, ...lists, ...more }), tabs: await tabsOf(ctx, beside()) };
  pages.show(ctx, "users/me", view);
  keepNowhere(ctx);
}

export const sessionIn = (ctx: Context): string => identified(ctx).session?.id ?? "";

/** None where there is nothing beside this page. */
async function tabsOf(ctx: Context, pages: readonly Beside[]) {
  const there = await Promise.all(pages.map(async (page) => ((await page.isThere(actorOf(ctx))) ? [page] : [])));
  const others = there.flat().map(({ label, path }) => ({ label: say(ctx, label), path, count: null, current: false }));
  return others.length === 0
    ? []
    : [{ label: say(ctx, "users.me.title"), path: "/me", count: null, current: true }, ...others];
}
