import { Router } from "@koa/router";
import type { Context } from "koa";
import { may } from "../kernel/actor.ts";
import { NotAllowed } from "../kernel/errors.ts";
import { signedInLately } from "../security/identify.ts";
import { type SignInDemands, secondStepKinds, secondStepPolicies } from "../security/sign-in-rules.ts";
import { actorOf, messageTo, say } from "../web/context.ts";
import type { Pages } from "../web/pages.ts";
import { formIn } from "../web/read.ts";
import type { People } from "./people.ts";
import { demandProblem, needsFactor } from "./sign-in-demands.ts";

const HERE = "/settings/sign-in";

/** What the company demands of everybody who signs in, and of whoever takes data out. */
export function signInPolicyRoutes(people: People, pages: Pages): Router {
  const { passkeys, providers, signInRules } = people;
  const router = new Router({ prefix: HERE });

  router.use(async (ctx, next) => {
    if (!may(actorOf(ctx), "company.change")) throw new NotAllowed("users.may_not_manage");
    await next();
  });

  router.get("/", async (ctx) => await show(ctx, { demands: await signInRules.demands() }));

  router.post("/", async (ctx) => {
    signedInLately(ctx);
    const [actor, demands] = [actorOf(ctx), demandsIn(ctx)];
    const problem = demands ? demandProblem(demands, passkeys) : undefined;
    if (!demands || problem)
      return await show(ctx, { demands: demands ?? (await signInRules.demands()), problem }, 422);
    const isTold = formIn(ctx).has("told");
    if (!isTold && needsFactor(actor, demands) && (await signInRules.isWithout(actor.id, demands)))
      return await show(ctx, { demands, mustTell: true }, 422);
    await signInRules.change(actor, demands);
    messageTo(ctx, say(ctx, "users.sign_in.saved"));
    pages.go(ctx, HERE);
  });

  async function show(ctx: Context, { demands, problem, mustTell = false }: Shown, status = 200): Promise<void> {
    ctx.status = status;
    const lines = (await providers.list()).map((one) => ({ ...one, path: `${HERE}/providers/${one.id}` }));
    const view = {
      title: say(ctx, "users.sign_in.title"),
      breadcrumb: [{ label: say(ctx, "web.settings"), path: "/settings" }],
      policies: choices(secondStepPolicies, demands.secondStep, "users.sign_in.second"),
      kinds: choices(secondStepKinds, demands.secondStepKind, "users.sign_in.kind"),
      exportConfirmed: demands.exportConfirmed,
      problem: problem ? say(ctx, problem) : null,
      mustTell,
      others: may(actorOf(ctx), "sign-on.change") ? { providers: lines } : null,
    };
    pages.show(ctx, "users/sign-in-policy", view);
  }

  return router;
}

interface Shown {
  readonly demands: SignInDemands;
  /** Key of the sentence that says what is wrong. */
  readonly problem?: string | undefined;
  /** Whoever demands it has none, and has not been told yet what that means for themselves. */
  readonly mustTell?: boolean;
}

const choices = <T extends string>(all: readonly T[], chosen: T, label: string) =>
  all.map((id) => ({ id, label: `${label}.${id}`, chosen: id === chosen }));

function demandsIn(ctx: Context): SignInDemands | undefined {
  const form = formIn(ctx);
  const secondStep = secondStepPolicies.find((one) => one === form.text("secondStep"));
  const secondStepKind = secondStepKinds.find((one) => one === form.text("secondStepKind"));
  return secondStep && secondStepKind && { secondStep, secondStepKind, exportConfirmed: form.has("exportConfirmed") };
}
