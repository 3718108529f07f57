// What one role may do with which field, beside its rights.
import type { Router } from "@koa/router";
import type { Context } from "koa";
import { NotFound } from "../kernel/errors.ts";
import type { Access } from "../records/access/access.ts";
import { accessPages } from "../records/pages/access/access.routes.ts";
import type { AccessPlace } from "../records/pages/access/access.view.ts";
import { say } from "../web/context.ts";
import { textIn } from "../web/read.ts";
import type { Pages } from "../web/pages.ts";
import { roleName } from "./people.view.ts";
import { roleCrumbs } from "./role-list.view.ts";

export function roleFieldRoutes({ access, pages }: { readonly access: Access; readonly pages: Pages }): Router {
  const place = async (ctx: Context): Promise<AccessPlace> => {
    const id = textIn(ctx, "role");
    const role = (await access.roles()).find((one) => one.id === id);
    if (!role) throw new NotFound("users.role_not_found");
    const name = roleName(ctx, role);
    return {
      path: `/settings/roles/${id}/fields`,
      title: say(ctx, "users.roles.fields_of", { role: name }),
      lead: say(ctx, "users.roles.fields.lead"),
      breadcrumb: [...roleCrumbs(ctx), { label: name, path: `/settings/roles/${id}` }],
      roles: [role],
    };
  };
  return accessPages({ access, pages }, { prefix: "/settings/roles/:role/fields", place });
}
