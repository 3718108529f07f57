import { Router } from "@koa/router";
import { may } from "../kernel/actor.ts";
import { NotAllowed } from "../kernel/errors.ts";
import { type ApiPart, answer, problems } from "../records/api/openapi/parts.ts";
import { actorOf } from "../web/context.ts";
import type { People } from "./people.ts";

/** The roles and what each may, for programs that look after rights. Who has which role is said on the pages only. */
export function roleApi({ roles }: People): Router {
  const router = new Router({ prefix: "/api/v1/roles" });

  router.get("/", async (ctx) => {
    if (!may(actorOf(ctx), "roles.read")) throw new NotAllowed("security.not_allowed", { permission: "roles.read" });
    const all = await roles.list();
    const data = all.map(async (role) => ({ ...role, grants: Object.fromEntries(await roles.grants(role.id)) }));
    ctx.body = { data: await Promise.all(data), page: { next: null } };
  });

  return router;
}

const role = {
  type: "object",
  required: ["id", "name", "grants"],
  properties: {
    id: { type: "string" },
    name: {
      type: ["string", "null"],
      description: "Null for the built-in roles, whose names are words of the interface.",
    },
    grants: {
      type: "object",
      description: "Right to reach, such as deals.change: team. What is not named is not granted.",
      additionalProperties: { type: "string", enum: ["own", "team", "all"] },
    },
  },
  additionalProperties: false,
} as const;

const page = {
  type: "object",
  required: ["data", "page"],
  properties: { data: { type: "array", items: role }, page: { $ref: "#/components/schemas/PageFacts" } },
  additionalProperties: false,
} as const;

const example = {
  data: [{ id: "sales", name: null, grants: { "deals.read": "own", "contacts.read": "all" } }],
  page: { next: null },
};

export const roleApiPart: ApiPart = {
  tag: { name: "roles", description: "What people may." },
  paths: {
    "/api/v1/roles": {
      get: {
        operationId: "listRoles",
        summary: "All roles with what they may",
        scopes: ["roles:read"],
        responses: { "200": answer("Every role, the built-in ones first.", page, example), ...problems("403") },
      },
    },
  },
};
