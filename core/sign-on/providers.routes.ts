// Settings, Signing in: the servers by which people sign in as well.
import { Router } from "@koa/router";
import type { Context } from "koa";
import { may } from "../kernel/actor.ts";
import { NotAllowed, type Problem } from "../kernel/errors.ts";
import { newId } from "../kernel/ids.ts";
import { signedInLately } from "../security/identify.ts";
import type { People } from "../users/people.ts";
import { actorOf, messageTo, say } from "../web/context.ts";
import type { Pages } from "../web/pages.ts";
import { formIn, idIn } from "../web/read.ts";
import type { ProviderChanges } from "./provider-changes.ts";
import { CHANGE_PROVIDERS, domainsIn, type TypedProvider } from "./provider-form.ts";
import { unsaid } from "./provider-sent.ts";
import { HERE, providerPage } from "./provider.view.ts";

export function providerRoutes(
  { providers, publicUrl, roles }: People,
  changes: ProviderChanges,
  pages: Pages,
): Router {
  const router = new Router({ prefix: HERE });
  router.use(async (ctx, next) => {
    if (!may(actorOf(ctx), CHANGE_PROVIDERS)) throw new NotAllowed("users.may_not_manage");
    if (ctx.method === "POST") signedInLately(ctx);
    await next();
  });

  router.get("/new", async (ctx) => await show(ctx, { ...unsaid, id: newId() }, true));

  router.post("/", async (ctx) => {
    const typed = typedIn(ctx, formIn(ctx).text("id"));
    const problems = await changes.problems(typed, {});
    if (problems.length > 0) return await show(ctx, typed, true, problems);
    if (!(await changes.create(actorOf(ctx), typed)))
      return await show(ctx, { ...typed, id: newId() }, true, [formIsOld]);
    back(ctx, "sign_on.saved", "/settings/sign-in");
  });

  router.get("/:id", async (ctx) => {
    const provider = await providers.get(idIn(ctx));
    await show(ctx, { ...provider, secret: "" }, false);
  });

  router.post("/:id", async (ctx) => {
    const standing = await providers.get(idIn(ctx));
    const typed = typedIn(ctx, standing.id);
    const problems = await changes.problems(typed, { standing });
    if (problems.length > 0) return await show(ctx, typed, false, problems);
    await changes.change(actorOf(ctx), typed, { standing });
    back(ctx, "sign_on.saved", "/settings/sign-in");
  });

  router.post("/:id/removal", async (ctx) => {
    await changes.remove(actorOf(ctx), idIn(ctx));
    back(ctx, "sign_on.removed", "/settings/sign-in");
  });

  router.post("/:id/people/:person/end", async (ctx) => {
    await providers.unlink(actorOf(ctx), idIn(ctx), idIn(ctx, "person"));
    back(ctx, "sign_on.unlinked", `${HERE}/${idIn(ctx)}`);
  });

  async function show(
    ctx: Context,
    typed: TypedProvider,
    isNew: boolean,
    problems: readonly Problem[] = [],
  ): Promise<void> {
    if (problems.length > 0) ctx.status = 422;
    const lists = { roles: await roles.list(), people: isNew ? [] : await providers.people(typed.id) };
    pages.show(ctx, "sign-on/provider", providerPage(ctx, { typed, isNew, publicUrl, problems, ...lists }));
  }

  function back(ctx: Context, sentence: string, path: string): void {
    messageTo(ctx, say(ctx, sentence));
    pages.go(ctx, path);
  }

  return router;
}

function typedIn(ctx: Context, id: string): TypedProvider {
  const form = formIn(ctx);
  return {
    id,
    name: form.text("name"),
    issuer: form.text("issuer"),
    clientId: form.text("clientId"),
    secret: form.text("secret"),
    domains: domainsIn(form.text("domains")),
    recognises: form.has("recognises"),
    newcomerRole: form.text("newcomerRole") || null,
    secondStepThere: form.has("secondStepThere"),
  };
}

const formIsOld: Problem = { pointer: "/name", code: "sign_on.form_old", message: "problem.sign_on.form_old" };
