import type { KindsSeen } from "../records/kind.ts";
import { Router } from "@koa/router";
import type { Context } from "koa";
import { Invalid, NotAllowed, type Problem } from "../kernel/errors.ts";
import type { Kinds } from "../records/kinds.ts";
import { ChoicesOf } from "../records/pages/choices.ts";
import { inputView } from "../records/pages/inputs.ts";
import { contextOf, paramsFrom } from "../records/pages/parts.ts";
import { editableFields, readForm } from "../records/pages/read-form.ts";
import type { Records } from "../records/records.ts";
import type { Through } from "../records/store/through.ts";
import { actorOf, messageTo, say } from "../web/context.ts";
import type { Pages } from "../web/pages.ts";
import { formIn, idIn } from "../web/read.ts";
import type { Deciders } from "./deciders.ts";

export interface DeciderNeeds {
  readonly deciders: Deciders;
  readonly records: Records;
  readonly kinds: Kinds;
  readonly through: Through;
  readonly pages: Pages;
}

/** Forms below a deal that say who decides it, and with what part. */
export function deciderRoutes(needs: DeciderNeeds): Router {
  const { deciders, pages } = needs;
  const router = new Router({ prefix: "/deals/:id/deciders" });

  router.get("/new", async (ctx) => await showForm(ctx, needs, new URLSearchParams(), []));

  router.post("/", async (ctx) => {
    const typed = paramsFrom(formIn(ctx));
    if (typed.has("find")) return await showForm(ctx, needs, typed, []);
    try {
      await name(ctx, needs, typed);
      messageTo(ctx, say(ctx, "deals.decider.named"));
      pages.go(ctx, `/deals/${idIn(ctx)}`);
    } catch (error) {
      if (!(error instanceof Invalid)) throw error;
      await showForm(ctx, needs, typed, error.problems);
    }
  });

  router.post("/:decider/removal", async (ctx) => {
    await deciders.remove(actorOf(ctx), idIn(ctx), idIn(ctx, "decider"));
    messageTo(ctx, say(ctx, "deals.decider.removed"));
    pages.go(ctx, `/deals/${idIn(ctx)}`);
  });

  return router;
}

const asked = (kinds: KindsSeen) => editableFields(kinds.get("dealContact")).filter(({ path }) => path !== "deal");

async function name(ctx: Context, needs: DeciderNeeds, typed: URLSearchParams): Promise<void> {
  const { reader } = await contextOf(needs, ctx);
  const { input, problems } = readForm(asked(needs.kinds.seenBy(reader.actor)), typed, reader.reading);
  const contact = input["contact"];
  const missing: Problem[] =
    typeof contact === "string" ? [] : [{ pointer: "/contact", code: "required", message: "problem.required" }];
  if (problems.length + missing.length > 0) throw new Invalid([...problems, ...missing]);
  await needs.deciders.name(reader.actor, idIn(ctx), {
    contact: String(contact),
    role: String(input["role"] ?? "decider"),
  });
}

async function showForm(
  ctx: Context,
  needs: DeciderNeeds,
  typed: URLSearchParams,
  problems: readonly Problem[],
): Promise<void> {
  const [actor, id] = [actorOf(ctx), idIn(ctx)];
  if (!(await needs.deciders.mayChange(actor, id)))
    throw new NotAllowed("security.not_allowed", { permission: "deals.change" });
  const deal = await needs.records.get(actor, "deal", id);
  const fields = asked(needs.kinds);
  const choices = await new ChoicesOf(needs.records, needs.kinds).load(actor, fields, typed);
  const context = { ...(await contextOf(needs, ctx)), choices, problems, autofocus: "contact", prefix: "decider" };
  if (problems.length > 0) ctx.status = 422;
  const [back, dealName] = [`/deals/${id}`, String(deal["name"])];
  const view = {
    title: say(ctx, "deals.decider.name"),
    where: dealName,
    breadcrumb: [
      { label: say(ctx, "deals.many"), path: "/deals" },
      { label: dealName, path: back },
    ],
    action: `${back}/deciders`,
    back,
    inputs: fields.map((field) => inputView(field, typed, context)),
  };
  needs.pages.show(ctx, "deals/decider", view);
}
