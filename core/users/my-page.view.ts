import type { Context } from "koa";
import { identified } from "../security/identify.ts";
import { actorOf } from "../web/context.ts";
import type { Pages } from "../web/pages.ts";
import { type MyPage, myPage } from "./me.view.ts";
import type { People } from "./people.ts";
import { readPreferences } from "./preferences.ts";
import { keepNowhere } from "./visitor.view.ts";

/** The page of one's own settings, after a form that does not fit or a token just made too. */
export async function showMine(
  ctx: Context,
  people: People,
  pages: Pages,
  more: Pick<MyPage, "made" | "form" | "problems"> = {},
): Promise<void> {
  const { id } = actorOf(ctx);
  const { db, passwords, sessions, tokens } = people;
  const lists = { sessions: await sessions.list(id), tokens: await tokens.list(id) };
  const own = {
    preferences: await readPreferences(db, id),
    email: await passwords.emailOf(id),
    sessionId: sessionIn(ctx),
  };
  if (more.problems) ctx.status = 422;
  pages.show(ctx, "users/me", myPage(ctx, { ...own, ...lists, ...more }));
  keepNowhere(ctx);
}

export const sessionIn = (ctx: Context): string => identified(ctx).session?.id ?? "";
