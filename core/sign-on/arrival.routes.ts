// Signing in by another server: away with a question, back with an answer. Neither trusts what the browser says on the way.
import { Router } from "@koa/router";
import type { Context } from "koa";
import type { Departure } from "../security/departures.ts";
import type { Provider } from "../security/identity-providers.ts";
import type { People } from "../users/people.ts";
import { goingOn } from "../users/second-step.view.ts";
import { keepNowhere, visitorOf } from "../users/visitor.view.ts";
import { callerOf } from "../web/address.ts";
import { ownPath } from "../web/own-path.ts";
import type { Pages } from "../web/pages.ts";
import { idIn, queryIn } from "../web/read.ts";
import type { Arrivals, Refusal } from "./arrivals.ts";
import { DepartureCookie } from "./departure-cookie.ts";
import { callbackOf } from "./provider.view.ts";
import type { Issuer, Relay } from "./relay.ts";

const QUARTER_HOUR = 15 * 60;
const DEPARTURES = 100;

export interface ArrivalNeeds {
  readonly people: People;
  readonly relay: Relay;
  readonly arrivals: Arrivals;
  readonly pages: Pages;
}

export function arrivalRoutes({ people, relay, arrivals, pages }: ArrivalNeeds): Router {
  const { attempts, cookie, departures, providers, publicUrl, sessions, signIn } = people;
  const carried = new DepartureCookie(publicUrl.startsWith("https:"));
  const router = new Router({ prefix: "/login/with" });

  router.get("/:id", async (ctx) => {
    const [provider, query] = [await providers.get(idIn(ctx)), queryIn(ctx)];
    const [next, again] = [ownPath(query.find("next")), query.has("again")];
    await attempts.count(`sign-on:${callerOf(ctx)}`, DEPARTURES, QUARTER_HOUR);
    keepNowhere(ctx);
    try {
      const { url, ...sent } = await relay.send(await issuerOf(provider), callbackOf(publicUrl, provider.id), again);
      carried.write(ctx, await departures.close({ ...sent, provider: provider.id, next, again }));
      ctx.redirect(url.href);
    } catch (error) {
      await refuse(ctx, { provider, next }, "failed", error);
    }
  });

  router.get("/:id/callback", async (ctx) => {
    const provider = await providers.get(idIn(ctx));
    const departure = await departures.open(carried.read(ctx) ?? "");
    keepNowhere(ctx);
    carried.clear(ctx);
    if (departure?.provider !== provider.id) return await refuse(ctx, { provider, next: "/" }, "late");
    try {
      const came = new URL(`${callbackOf(publicUrl, provider.id)}?${ctx.querystring}`);
      const claims = await relay.receive(await issuerOf(provider), came, departure);
      const found = await arrivals.welcome(provider, claims);
      if (typeof found === "string") return await refuse(ctx, { provider, next: departure.next }, found);
      await enter(ctx, found.userId, departure, provider);
    } catch (error) {
      await refuse(ctx, { provider, next: departure.next }, "failed", error);
    }
  });

  async function enter(ctx: Context, userId: string, departure: Departure, provider: Provider): Promise<void> {
    const { next, again } = departure;
    const old = cookie.read(ctx);
    if (old) await sessions.endSecret(old);
    // That they were asked there just now is known only where we asked for it.
    const from = provider.secondStepThere ? { lately: again } : undefined;
    const entry = await signIn.enter(userId, false, visitorOf(ctx), from);
    cookie.write(ctx, entry.secret, false);
    pages.go(ctx, goingOn(entry, next));
  }

  /** Back to the page of signing in, which says it in words. What went wrong on the way stands in the trail alone. */
  async function refuse(
    ctx: Context,
    { provider, next }: { readonly provider: Provider; readonly next: string },
    refused: Refusal | "failed" | "late",
    error?: unknown,
  ): Promise<void> {
    const why = error instanceof Error ? `${refused}: ${error.message}`.slice(0, 300) : refused;
    await signIn.tellFailure(visitorOf(ctx), { provider: provider.name, why });
    pages.go(ctx, `/login?${new URLSearchParams({ refused, next })}`);
  }

  const issuerOf = async ({ id, issuer, clientId }: Provider): Promise<Issuer> => ({
    issuer,
    clientId,
    secret: (await providers.secretOf(id)) ?? "",
  });

  return router;
}
