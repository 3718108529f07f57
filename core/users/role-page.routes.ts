// One role: its sheet of rights, a look at what will change, and only then it is; and taking it away.
import { Router } from "@koa/router";
import type { Context } from "koa";
import type { Grant, Scope } from "../kernel/actor.ts";
import { Invalid, type Problem } from "../kernel/errors.ts";
import { Outdated } from "../records/definitions/outdated.ts";
import { signedInLately } from "../security/identify.ts";
import { actorOf, messageTo, say } from "../web/context.ts";
import { formIn, textIn } from "../web/read.ts";
import type { Values } from "../web/values.ts";
import { roleName } from "./people.view.ts";
import type { Reaches, StandingRole } from "./role.ts";
import { peopleByRole } from "./role-effects.ts";
import { type AskedRole, factsOf, type RolePagesNeeds, sheetHere } from "./role-facts.view.ts";
import { roleRemovalPage } from "./role-list.view.ts";
import { allRights, boxOf, conditionOf, rolePage } from "./role-page.view.ts";
import type { SheetGroup } from "./role-sheet.ts";

export function rolePageRoutes(needs: RolePagesNeeds): Router {
  const { people, pages } = needs;
  const roles = people.roleDefinitions;
  const router = new Router({ prefix: "/settings/roles/:role" });

  router.get("/", async (ctx) => {
    await show(ctx, await roleIn(ctx));
  });

  router.post("/", async (ctx) => {
    const [role, form] = [await roleIn(ctx), formIn(ctx)];
    const name = role.name === null ? undefined : form.text("name");
    const grants = changesIn(form, await sheetHere(needs), roles.grants.reaches(role.id, role.grants));
    const isSaved = form.text("do") === "save" && isOther(role, { name, grants });
    if (isSaved) signedInLately(ctx);
    const problems = isSaved ? await save(ctx, role, { name, grants }) : roles.grants.problems(actorOf(ctx), grants);
    if (!isSaved && problems.length === 0) return await show(ctx, role, { name, grants });
    if (problems.length > 0) {
      ctx.status = 422;
      return await show(ctx, await roleIn(ctx), { name, grants, problems });
    }
    messageTo(ctx, say(ctx, "users.roles.saved"));
    pages.go(ctx, `/settings/roles/${role.id}`);
  });

  router.get("/removal", async (ctx) => {
    const role = await roleIn(ctx);
    const facts = {
      all: await roles.all(actorOf(ctx)),
      people: (await peopleByRole(people.db)).get(role.id) ?? 0,
    };
    pages.show(ctx, "users/role-removal", roleRemovalPage(ctx, role, facts));
  });

  router.post("/removal", async (ctx) => {
    signedInLately(ctx);
    const [role, form] = [await roleIn(ctx), formIn(ctx)];
    await roles.remove(actorOf(ctx), role.id, { to: form.text("to") || undefined, version: versionIn(form) });
    messageTo(ctx, say(ctx, "users.roles.removed", { role: roleName(ctx, role) }));
    pages.go(ctx, "/settings/roles");
  });

  return router;

  async function roleIn(ctx: Context): Promise<StandingRole> {
    return await roles.get(actorOf(ctx), textIn(ctx, "role"));
  }

  async function show(ctx: Context, role: StandingRole, asked?: AskedRole): Promise<void> {
    pages.show(ctx, "users/role", rolePage(ctx, await factsOf(ctx, needs, role, asked)));
  }

  async function save(ctx: Context, role: StandingRole, asked: AskedRole): Promise<readonly Problem[]> {
    try {
      await roles.change(actorOf(ctx), role.id, { ...asked, version: versionIn(formIn(ctx)) });
      return [];
    } catch (error) {
      if (error instanceof Outdated) return [{ pointer: "", code: "outdated", message: "users.roles.outdated" }];
      if (!(error instanceof Invalid)) throw error;
      return error.problems;
    }
  }
}

const isOther = (role: StandingRole, { name, grants }: AskedRole): boolean =>
  Object.keys(grants).length > 0 || (name ?? role.name) !== role.name;

const versionIn = (form: Values): number => Number(form.text("version")) || 0;

/** What the form says that does not stand already. */
function changesIn(form: Values, sheet: readonly SheetGroup[], reaches: ReadonlyMap<string, Grant>): Reaches {
  const changed = allRights(sheet).flatMap(({ right, scopes }) => {
    const wanted = scopes.find((scope) => scope === form.find(boxOf(right)));
    const now = partsOf(reaches.get(right));
    // The box is not there for those who may not read the condition: it stays then.
    const when = form.find(conditionOf(right))?.trim() ?? now.when;
    const standing = scopes.includes(now.reach) ? now.reach : "all";
    if (wanted === undefined || (wanted === standing && when === now.when)) return [];
    return [[right, grantOf(wanted, when)] as const];
  });
  return Object.fromEntries(changed);
}

const partsOf = (grant: Grant = "none") => (typeof grant === "string" ? { reach: grant, when: "" } : grant);

const grantOf = (reach: Scope, when: string): Grant => (when === "" || reach === "none" ? reach : { reach, when });
