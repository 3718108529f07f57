import type { Context } from "koa";
import type { Problem } from "../kernel/errors.ts";
import { say } from "../web/context.ts";
import { type BoxPlan, boxes, generalProblem } from "./forms.view.ts";
import { roleName } from "./people.view.ts";
import { builtIn, type StandingRole } from "./role.ts";

const settings = (ctx: Context) => ({ label: say(ctx, "web.settings"), path: "/settings" });

/** The way back from a page of roles. */
export const roleCrumbs = (ctx: Context) => [
  settings(ctx),
  { label: say(ctx, "users.roles.title"), path: "/settings/roles" },
];

interface RoleList {
  readonly roles: readonly StandingRole[];
  readonly people: ReadonlyMap<string, number>;
  readonly mayChange: boolean;
}

export function rolesView(ctx: Context, { roles, people, mayChange }: RoleList) {
  return {
    title: say(ctx, "users.roles.title"),
    breadcrumb: [settings(ctx)],
    mayChange,
    roles: roles.map((role) => ({
      name: roleName(ctx, role),
      path: `/settings/roles/${role.id}`,
      help: builtIn.includes(role.id) ? say(ctx, `users.role.${role.id}.help`) : null,
      people: say(ctx, "users.roles.people", { count: people.get(role.id) ?? 0 }),
    })),
  };
}

export interface TypedRole {
  readonly name: string;
  readonly from: string;
  readonly problems?: readonly Problem[];
}

export function newRolePage(ctx: Context, { name, from, problems = [] }: TypedRole, roles: readonly StandingRole[]) {
  const others = roles
    .filter(({ id }) => id !== "admin")
    .map((role): [string, string] => [role.id, roleName(ctx, role)]);
  const options: [string, string][] = [["", say(ctx, "users.roles.from_nothing")], ...others];
  const plans: BoxPlan[] = [
    { name: "name", label: "users.field.name", value: name, required: true, autofocus: true },
    { name: "from", label: "users.roles.from", value: from, options, help: "users.roles.from.help" },
  ];
  const fields = boxes(ctx, plans, problems);
  return {
    title: say(ctx, "users.roles.new"),
    breadcrumb: roleCrumbs(ctx),
    fields,
    problem: generalProblem(ctx, problems, fields),
  };
}

/** Taking a role away, and where its people go. */
export function roleRemovalPage(
  ctx: Context,
  role: StandingRole,
  facts: { all: readonly StandingRole[]; people: number },
) {
  const path = `/settings/roles/${role.id}`;
  const others = facts.all.filter(({ id }) => id !== role.id && id !== "admin");
  return {
    title: say(ctx, "users.roles.remove", { role: roleName(ctx, role) }),
    breadcrumb: [...roleCrumbs(ctx), { label: roleName(ctx, role), path }],
    path,
    version: role.version,
    text: say(ctx, "users.roles.remove.text", { count: facts.people }),
    others: facts.people > 0 ? others.map((one) => ({ id: one.id, name: roleName(ctx, one) })) : [],
  };
}
