// The roles there are, making one, and who changed them.
import { Router } from "@koa/router";
import type { Context } from "koa";
import { type Grant, may } from "../kernel/actor.ts";
import { Invalid } from "../kernel/errors.ts";
import { SET_ACCESS } from "../records/access/access.ts";
import { signedInLately } from "../security/identify.ts";
import { actorOf, messageTo, say } from "../web/context.ts";
import { formIn, queryIn, textIn } from "../web/read.ts";
import { peopleByRole } from "./role-effects.ts";
import { mayChangeRoles, type RolePagesNeeds, sheetHere } from "./role-facts.view.ts";
import { fieldTeller } from "./role-fields.view.ts";
import { RoleFields } from "./role-fields.ts";
import { roleHistoryView } from "./role-history.view.ts";
import { newRolePage, rolesView, type TypedRole } from "./role-list.view.ts";

export function roleListRoutes(needs: RolePagesNeeds): Router {
  const { people, pages } = needs;
  const { db, roleDefinitions: roles } = people;
  const fields = new RoleFields(db, needs.access);
  const router = new Router({ prefix: "/settings/roles" });

  router.get("/", async (ctx) => {
    const all = await roles.all(actorOf(ctx));
    const facts = { roles: all, people: await peopleByRole(db), mayChange: mayChangeRoles(ctx) };
    pages.show(ctx, "users/roles", rolesView(ctx, facts));
  });

  router.get("/new", async (ctx) => {
    await showNew(ctx, { name: "", from: queryIn(ctx).text("from") });
  });

  router.post("/", async (ctx) => {
    signedInLately(ctx);
    const typed = { name: formIn(ctx).text("name"), from: formIn(ctx).text("from") };
    try {
      const role = await roles.create(actorOf(ctx), { name: typed.name, from: typed.from || undefined });
      messageTo(ctx, say(ctx, "users.roles.made"));
      pages.go(ctx, `/settings/roles/${role.id}`);
    } catch (error) {
      if (!(error instanceof Invalid)) throw error;
      ctx.status = 422;
      await showNew(ctx, { ...typed, problems: error.problems });
    }
  });

  router.get("/changes", async (ctx) => {
    const changes = await roles.history(actorOf(ctx));
    const told = (right: string, grant: Grant) => roles.grants.toldOf(actorOf(ctx), right, grant);
    const shown = { told, field: fieldTeller(ctx, needs.kinds), mayOpenFields: may(actorOf(ctx), SET_ACCESS) };
    const facts = { changes, sheet: await sheetHere(needs), mayChange: mayChangeRoles(ctx), ...shown };
    pages.show(ctx, "users/role-changes", roleHistoryView(ctx, facts));
  });

  router.post("/changes/:seq/undo", async (ctx) => {
    signedInLately(ctx);
    const seq = textIn(ctx, "seq");
    const line = /^\d{1,18}$/.test(seq) ? seq : "0";
    if (!(await fields.undo(actorOf(ctx), line))) await roles.undo(actorOf(ctx), line);
    messageTo(ctx, say(ctx, "users.roles.undone"));
    pages.go(ctx, "/settings/roles/changes");
  });

  async function showNew(ctx: Context, typed: TypedRole): Promise<void> {
    pages.show(ctx, "users/role-new", newRolePage(ctx, typed, await roles.all(actorOf(ctx))));
  }

  return router;
}
