// What is written down about a person beside their own fields: consents, and employers other than the main one.
import { Router } from "@koa/router";
import type { Context } from "koa";
import type { Actor } from "../kernel/actor.ts";
import { Invalid, NotAllowed, type Problem } from "../kernel/errors.ts";
import type { Kind } from "../records/kind.ts";
import type { Kinds } from "../records/kinds.ts";
import { ChoicesOf } from "../records/pages/choices.ts";
import { contextOf, paramsFrom } from "../records/pages/parts.ts";
import { editableFields, readForm } from "../records/pages/read-form.ts";
import { reachesNow } from "../records/query/scope-now.ts";
import type { Rec } from "../records/record.ts";
import type { Records } from "../records/records.ts";
import type { Through } from "../records/store/through.ts";
import { actorOf, messageTo, say } from "../web/context.ts";
import type { Pages } from "../web/pages.ts";
import { formIn, idIn } from "../web/read.ts";
import { aboutView } from "./about.view.ts";

export interface AboutNeeds {
  readonly records: Records;
  readonly kinds: Kinds;
  readonly through: Through;
  readonly pages: Pages;
}

/** Forms under a person's address: `consents` writes a consent, `employments` another employer. */
export function aboutRoutes(needs: AboutNeeds): Router {
  const router = new Router({ prefix: "/contacts/:id" });
  for (const kind of ["consent", "employment"]) {
    const path = `/${kind}s`;
    router.get(`${path}/new`, async (ctx) => await show(needs, ctx, { kind, typed: new URLSearchParams() }));
    router.post(path, async (ctx) => await create(needs, ctx, { kind, typed: paramsFrom(formIn(ctx)) }));
  }

  router.post("/employments/:employment/removal", async (ctx) => {
    const contact = await changeable(needs, ctx);
    const employment = await needs.records.get(trusted(actorOf(ctx)), "employment", idIn(ctx, "employment"));
    if (employment["contact"] === contact.id)
      await needs.records.remove(trusted(actorOf(ctx)), "employment", employment.id);
    messageTo(ctx, say(ctx, "contacts.employment.removed"));
    needs.pages.go(ctx, `/contacts/${contact.id}`);
  });

  return router;
}

/** The person, if this actor may change them: whoever may, may also say what is known about them. */
async function changeable({ records, kinds, through }: AboutNeeds, ctx: Context): Promise<Rec> {
  const actor = actorOf(ctx);
  const record = await records.get(actor, "contact", idIn(ctx));
  if (!(await reachesNow(through.db, { actor, kind: kinds.get("contact"), action: "change", record })))
    throw new NotAllowed("security.not_allowed", { permission: "contacts.change" });
  return record;
}

// Rights to these records follow the person they are about, which was just checked; the history names who did it.
const trusted = (actor: Actor): Actor => ({ ...actor, kind: "system" });

interface Filled {
  readonly kind: string;
  readonly typed: URLSearchParams;
}

async function show(
  needs: AboutNeeds,
  ctx: Context,
  { kind: name, typed }: Filled,
  problems: readonly Problem[] = [],
): Promise<void> {
  const contact = await changeable(needs, ctx);
  const kind = needs.kinds.seenBy(actorOf(ctx)).get(name);
  const fields = asked(kind);
  const choices = await new ChoicesOf(needs.records, needs.kinds).load(actorOf(ctx), fields, typed);
  if (problems.length > 0) ctx.status = 422;
  needs.pages.show(
    ctx,
    "contacts/about",
    aboutView({ kind, contact, fields, typed, choices, problems }, await contextOf(needs, ctx)),
  );
}

const asked = (kind: Kind) => editableFields(kind).filter(({ path }) => path !== "contact");

async function create(needs: AboutNeeds, ctx: Context, filled: Filled): Promise<void> {
  if (filled.typed.has("find")) return await show(needs, ctx, filled);
  try {
    const contact = await changeable(needs, ctx);
    await write(needs, ctx, contact, filled);
    messageTo(ctx, say(ctx, `contacts.${filled.kind}.added`));
    needs.pages.go(ctx, `/contacts/${contact.id}`);
  } catch (error) {
    if (!(error instanceof Invalid)) throw error;
    await show(needs, ctx, filled, error.problems);
  }
}

async function write(needs: AboutNeeds, ctx: Context, contact: Rec, { kind, typed }: Filled): Promise<void> {
  const { reader } = await contextOf(needs, ctx);
  const { input, problems } = readForm(asked(needs.kinds.seenBy(reader.actor).get(kind)), typed, reader.reading);
  if (problems.length > 0) throw new Invalid(problems);
  // A company one may not see cannot be named either.
  if (typeof input["company"] === "string") await needs.records.get(reader.actor, "company", input["company"]);
  await needs.records.create(trusted(reader.actor), kind, { ...input, contact: contact.id });
}
