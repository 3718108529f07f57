// Beginning and ending to look as somebody else, and what every request in between passes.
import { Router } from "@koa/router";
import type { Context, Middleware } from "koa";
import type { Actor } from "../kernel/actor.ts";
import { NotAllowed } from "../kernel/errors.ts";
import { identified, signedInLately } from "../security/identify.ts";
import { actorOf, messageTo, say } from "../web/context.ts";
import type { Pages } from "../web/pages.ts";
import { idIn, textIn } from "../web/read.ts";
import { roleName } from "./people.view.ts";
import type { People } from "./people.ts";
import type { Seen } from "./view-as.ts";

const COOKIE = "trellis_view_as";
const END = "/view-as/end";
/** What the one who looks still does as themselves. */
const open: readonly string[] = [END, "/logout"];

export function viewAsRoutes({ viewing }: People, pages: Pages): Router {
  const router = new Router();

  router.post("/settings/people/:id/view", async (ctx) => await start(ctx, { person: idIn(ctx) }));
  router.post("/settings/roles/:role/view", async (ctx) => await start(ctx, { role: textIn(ctx, "role") }));

  router.post(END, async (ctx) => {
    await viewing.end(actorOf(ctx));
    keep(ctx, "", 0);
    messageTo(ctx, say(ctx, "users.view_as.ended"));
    pages.go(ctx, "/");
  });

  async function start(ctx: Context, seen: Seen): Promise<void> {
    signedInLately(ctx);
    keep(ctx, await viewing.start(actorOf(ctx), seen), 3600);
    pages.go(ctx, "/");
  }

  return router;
}

// It opens nothing by itself: without the session of whoever began, and what was written down then, it is nothing.
const keep = (ctx: Context, started: string, seconds: number): void => {
  const secure = ctx.secure ? "; Secure" : "";
  ctx.append("Set-Cookie", `${COOKIE}=${started}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}${secure}`);
};

/** What belongs to nobody but the person: where they are signed in, their tokens, secret addresses and files. */
const private_ = /^\/(me|password|exports)\b/;

/** Behind `identify`: shows the pages as the other one sees them, and lets nothing be written. */
export function viewAs(people: People): Middleware {
  return async (ctx, next) => {
    const seen = await seenIn(ctx, people);
    if (seen && !isOwnDoing(ctx)) {
      await become(ctx, people, seen);
      if (!["GET", "HEAD"].includes(ctx.method) || private_.test(ctx.path)) throw new NotAllowed("users.only_viewing");
    }
    await next();
  };
}

const isOwnDoing = (ctx: Context): boolean => ctx.method === "POST" && open.includes(ctx.path);

async function seenIn(ctx: Context, { viewing }: People): Promise<Actor | undefined> {
  const { actor, session } = identified(ctx);
  const started = ctx.cookies.get(COOKIE);
  return started && session && actor ? await viewing.find(actor, started) : undefined;
}

async function become(ctx: Context, { roles }: People, seen: Actor): Promise<void> {
  const state = identified(ctx);
  // Who looks as a role stays the one they are, with what the role may.
  const asRole = seen.id === state.actor?.id ? seen.roles[0] : undefined;
  const role = asRole && (await roles.list()).find(({ id }) => id === asRole);
  ctx.state["viewing"] = { name: role ? roleName(ctx, role) : seen.name };
  state.actor = state.call ? { ...seen, call: state.call } : seen;
}
