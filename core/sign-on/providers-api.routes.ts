// Servers for signing in over REST. Their secrets go in and never come out.
import { Router } from "@koa/router";
import type { Context } from "koa";
import { BadRequest, Conflict, Invalid } from "../kernel/errors.ts";
import { isId, newId } from "../kernel/ids.ts";
import { inputIn, neededIfMatch } from "../records/api/read-request.ts";
import { refuseOutdated } from "../records/definitions/outdated.ts";
import type { StandingProvider } from "../security/identity-providers.ts";
import type { People } from "../users/people.ts";
import { actorOf } from "../web/context.ts";
import { idIn } from "../web/read.ts";
import { allowed, type ProviderChanges } from "./provider-changes.ts";
import type { TypedProvider } from "./provider-form.ts";
import { providerIn, type SentProvider, unsaid } from "./provider-sent.ts";
import { callbackOf } from "./provider.view.ts";

export function providersApi({ providers, publicUrl }: People, changes: ProviderChanges): Router {
  const router = new Router({ prefix: "/api/v1/identity-providers" });
  const shown = (one: StandingProvider) => ({ ...one, callback: callbackOf(publicUrl, one.id) });
  router.use(async (ctx, next) => {
    allowed(actorOf(ctx));
    ctx.set("Cache-Control", "private, no-cache");
    await next();
  });

  router.get("/", async (ctx) => {
    ctx.body = { data: (await providers.list()).map(shown), page: { next: null } };
  });

  router.post("/", async (ctx) => {
    const { id = newId(), ...sent } = inputIn(ctx);
    if (!isId(id)) throw new BadRequest("sign_on.bad_request");
    const typed = { ...unsaid, ...sentIn(sent), id };
    await refuseProblems(typed);
    if (!(await changes.create(actorOf(ctx), typed))) throw new Conflict("sign_on.exists");
    await answer(ctx, id);
    ctx.status = 201;
    ctx.set("Location", `/api/v1/identity-providers/${id}`);
  });

  router.get("/:id", async (ctx) => await answer(ctx, idIn(ctx)));

  router.patch("/:id", async (ctx) => {
    const version = neededIfMatch(ctx);
    const standing = await providers.get(idIn(ctx));
    refuseOutdated(standing, version);
    const { version: _, ...before } = standing;
    const typed = { ...before, secret: "", ...sentIn(inputIn(ctx)) };
    await refuseProblems(typed, standing);
    await changes.change(actorOf(ctx), typed, { standing, version });
    await answer(ctx, standing.id);
  });

  router.delete("/:id", async (ctx) => {
    await changes.remove(actorOf(ctx), idIn(ctx), neededIfMatch(ctx));
    ctx.status = 204;
  });

  async function refuseProblems(typed: TypedProvider, standing?: StandingProvider): Promise<void> {
    const problems = await changes.problems(typed, { standing });
    if (problems.length > 0) throw new Invalid(problems);
  }

  async function answer(ctx: Context, id: string): Promise<void> {
    const provider = await providers.get(id);
    ctx.set("ETag", `"v${provider.version}"`);
    ctx.body = shown(provider);
  }

  return router;
}

function sentIn(sent: unknown): SentProvider {
  const found = providerIn(sent);
  if (!found) throw new BadRequest("sign_on.bad_request");
  return { ...found, ...(found.name !== undefined && { name: found.name.trim() }) };
}
