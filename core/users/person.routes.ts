import { Router } from "@koa/router";
import type { Context } from "koa";
import type { Records } from "../records/records.ts";
import { signedInLately } from "../security/identify.ts";
import { actorOf, messageTo, say } from "../web/context.ts";
import type { Pages } from "../web/pages.ts";
import { idIn } from "../web/read.ts";
import type { People } from "./people.ts";
import { type PersonForm, personPage } from "./people.view.ts";
import { formOf, inputOf, listsFor, problemsIn, typedPerson } from "./person-form.view.ts";
import { keepNowhere } from "./visitor.view.ts";

interface Parts {
  readonly people: People;
  readonly records: Records;
  readonly pages: Pages;
}

/** One person: change, give roles, make a password link, switch off and on again. */
export function personRoutes(people: People, records: Records, pages: Pages): Router {
  const { users } = people;
  const parts = { people, records, pages };
  const router = new Router({ prefix: "/settings/people/:id" });

  router.get("/", async (ctx) => await showPerson(ctx, parts, { id: idIn(ctx) }));

  router.post("/", async (ctx) => {
    signedInLately(ctx);
    const [id, form] = [idIn(ctx), typedPerson(ctx)];
    const problems = await problemsIn(() => users.change(actorOf(ctx), id, inputOf(form)));
    if (problems.length > 0) return await showPerson(ctx, parts, { id, form: { ...form, problems } });
    done(ctx, "users.people.saved");
  });

  router.post("/link", async (ctx) => {
    signedInLately(ctx);
    const id = idIn(ctx);
    await showPerson(ctx, parts, { id, secret: await users.passwordLink(actorOf(ctx), id) });
  });

  router.post("/invitation", async (ctx) => {
    signedInLately(ctx);
    const left = await users.mailInvitation(actorOf(ctx), idIn(ctx));
    done(ctx, left ? "users.people.invitation_sent" : "users.people.no_address");
  });

  router.post("/second-step/reset", async (ctx) => {
    signedInLately(ctx);
    await users.resetSecondStep(actorOf(ctx), idIn(ctx));
    done(ctx, "users.people.second_step_reset");
  });

  router.post("/deactivation", async (ctx) => {
    await users.deactivate(actorOf(ctx), idIn(ctx));
    done(ctx, "users.people.deactivated");
  });

  router.post("/activation", async (ctx) => {
    await users.activate(actorOf(ctx), idIn(ctx));
    done(ctx, "users.people.activated");
  });

  function done(ctx: Context, sentence: string): void {
    messageTo(ctx, say(ctx, sentence));
    pages.go(ctx, `/settings/people/${idIn(ctx)}`);
  }

  return router;
}

interface Shown {
  readonly id: string;
  /** What was typed, when something in it does not fit. */
  readonly form?: PersonForm;
  /** Of a new password link: shown this once. */
  readonly secret?: string;
}

export async function showPerson(
  ctx: Context,
  { people, records, pages }: Parts,
  { id, form, secret }: Shown,
): Promise<void> {
  const person = await people.users.get(actorOf(ctx), id);
  const lists = await listsFor(ctx, people, records);
  const link = secret ? `${people.publicUrl}/password/${secret}` : null;
  if (form?.problems) ctx.status = 422;
  pages.show(
    ctx,
    "users/person",
    personPage(ctx, person, { ...lists, form: form ?? formOf(person), link, mails: people.mails }),
  );
  if (link) keepNowhere(ctx);
}
