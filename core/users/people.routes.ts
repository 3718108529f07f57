import { Router } from "@koa/router";
import type { Context } from "koa";
import { Invalid, type Problem } from "../kernel/errors.ts";
import type { Records } from "../records/records.ts";
import { actorOf, messageTo, say } from "../web/context.ts";
import type { Pages } from "../web/pages.ts";
import { formIn, idIn } from "../web/read.ts";
import type { People } from "./people.ts";
import { invitePage, type PeopleLists, peoplePage, type PersonForm, personPage } from "./people.view.ts";
import { keepNowhere } from "./visitor.view.ts";

const fieldNames = ["name", "email", "team", "jobTitle"] as const;

/** Who works here: invite, change, give roles, switch off and on again. */
export function peopleRoutes(people: People, records: Records, pages: Pages): Router {
  const { users, roles, publicUrl } = people;
  const router = new Router({ prefix: "/settings/people" });

  router.get("/", async (ctx) => {
    const lines = await users.list(actorOf(ctx));
    pages.show(ctx, "users/people", peoplePage(ctx, lines, await lists(ctx)));
  });

  router.get("/new", async (ctx) => {
    await users.list(actorOf(ctx));
    await showInvite(ctx, { typed: {}, roles: ["sales"] });
  });

  router.post("/", async (ctx) => {
    const [actor, form] = [actorOf(ctx), personForm(ctx)];
    const problems = await problemsOf(async () => {
      const made = await users.invite(actor, { ...inputOf(form), roles: form.roles });
      await showPerson(ctx, made.id, { link: `${publicUrl}/password/${await users.passwordLink(actor, made.id)}` });
    });
    if (problems.length > 0) await showInvite(ctx, { ...form, problems });
  });

  router.get("/:id", async (ctx) => await showPerson(ctx, idIn(ctx)));

  router.post("/:id", async (ctx) => {
    const [actor, id, form] = [actorOf(ctx), idIn(ctx), personForm(ctx)];
    const problems = await problemsOf(async () => {
      await users.change(actor, id, { ...inputOf(form), roles: form.roles });
      done(ctx, id, "users.people.saved");
    });
    if (problems.length > 0) await showPerson(ctx, id, { form: { ...form, problems } });
  });

  router.post("/:id/link", async (ctx) => {
    const secret = await users.passwordLink(actorOf(ctx), idIn(ctx));
    await showPerson(ctx, idIn(ctx), { link: `${publicUrl}/password/${secret}` });
  });

  router.post("/:id/deactivation", async (ctx) => {
    await users.deactivate(actorOf(ctx), idIn(ctx));
    done(ctx, idIn(ctx), "users.people.deactivated");
  });

  router.post("/:id/activation", async (ctx) => {
    await users.activate(actorOf(ctx), idIn(ctx));
    done(ctx, idIn(ctx), "users.people.activated");
  });

  function done(ctx: Context, id: string, sentence: string): void {
    messageTo(ctx, say(ctx, sentence));
    pages.go(ctx, `/settings/people/${id}`);
  }

  async function showInvite(ctx: Context, form: PersonForm): Promise<void> {
    if (form.problems) ctx.status = 422;
    pages.show(ctx, "users/invite", invitePage(ctx, form, await lists(ctx)));
  }

  async function showPerson(ctx: Context, id: string, more: { form?: PersonForm; link?: string } = {}): Promise<void> {
    const person = await users.get(actorOf(ctx), id);
    const { name, email, team, jobTitle } = person;
    const form = more.form ?? { typed: { name, email: email ?? "", team: team ?? "", jobTitle: jobTitle ?? "" }, roles: person.roles };
    if (form.problems) ctx.status = 422;
    pages.show(ctx, "users/person", personPage(ctx, person, { ...(await lists(ctx)), form, link: more.link ?? null }));
    if (more.link) keepNowhere(ctx);
  }

  async function lists(ctx: Context): Promise<PeopleLists> {
    const teams = await records.list(actorOf(ctx), "team", { sort: [{ field: "name", direction: "asc" }], limit: 200 });
    return { roles: await roles.list(), teams: teams.data.map((team) => [team.id, String(team["name"])] as const) };
  }

  return router;
}

function personForm(ctx: Context): PersonForm {
  const form = formIn(ctx);
  return { typed: Object.fromEntries(fieldNames.map((name) => [name, form.text(name)])), roles: form.list("roles") };
}

/** Boxes left blank are nothing. */
const inputOf = ({ typed }: PersonForm): Record<string, string | null> =>
  Object.fromEntries(Object.entries(typed).map(([name, text]) => [name, text === "" ? null : text]));

/** What does not fit is an answer here, not an accident. */
async function problemsOf(work: () => Promise<void>): Promise<readonly Problem[]> {
  try {
    await work();
    return [];
  } catch (error) {
    if (error instanceof Invalid) return error.problems;
    throw error;
  }
}
