import { Router } from "@koa/router";
import type { Context } from "koa";
import type { Records } from "../records/records.ts";
import { signedInLately } from "../security/identify.ts";
import { actorOf, messageTo, say } from "../web/context.ts";
import type { Pages } from "../web/pages.ts";
import type { People } from "./people.ts";
import { invitePage, peoplePage, type PersonForm } from "./people.view.ts";
import { inputOf, listsFor, problemsIn, typedPerson } from "./person-form.view.ts";
import { showPerson } from "./person.routes.ts";

/** Who works here, and inviting somebody. */
export function peopleRoutes(people: People, records: Records, pages: Pages): Router {
  const { users } = people;
  const router = new Router({ prefix: "/settings/people" });

  router.get("/", async (ctx) => {
    const lines = await users.list(actorOf(ctx));
    pages.show(ctx, "users/people", peoplePage(ctx, lines, await listsFor(ctx, people, records)));
  });

  router.get("/new", async (ctx) => {
    users.onlyKeepers(actorOf(ctx));
    await show(ctx, { typed: {}, roles: ["sales"] });
  });

  router.post("/", async (ctx) => {
    signedInLately(ctx);
    const [actor, form] = [actorOf(ctx), typedPerson(ctx)];
    const problems = await problemsIn(async () => {
      const { id } = await users.invite(actor, inputOf(form));
      if (await users.mailInvitation(actor, id)) return invited(ctx, id);
      await showPerson(ctx, { people, records, pages }, { id, secret: await users.passwordLink(actor, id) });
    });
    if (problems.length > 0) await show(ctx, { ...form, problems });
  });

  function invited(ctx: Context, id: string): void {
    messageTo(ctx, say(ctx, "users.people.invitation_sent"));
    pages.go(ctx, `/settings/people/${id}`);
  }

  async function show(ctx: Context, form: PersonForm): Promise<void> {
    if (form.problems) ctx.status = 422;
    pages.show(
      ctx,
      "users/invite",
      invitePage(ctx, form, { ...(await listsFor(ctx, people, records)), mails: people.mails }),
    );
  }

  return router;
}
