import { Router } from "@koa/router";
import type { Context } from "koa";
import type { Actor } from "../kernel/actor.ts";
import { BadRequest } from "../kernel/errors.ts";
import { isObject } from "../kernel/json.ts";
import { inputIn, neededIfMatch } from "../records/api/read-request.ts";
import { actorOf } from "../web/context.ts";
import { queryIn, textIn } from "../web/read.ts";
import type { People } from "./people.ts";
import type { ChangedRole } from "./role-definitions.ts";
import { isGrant, type Reaches, type StandingRole } from "./role.ts";

/** The roles and what each may, for programs that look after rights. Who has which role is said on the pages only. */
export function roleApi({ roleDefinitions: roles }: People): Router {
  const router = new Router({ prefix: "/api/v1/roles" });
  const shown = (actor: Actor, { position, ...role }: StandingRole) => ({
    ...role,
    grants: roles.grants.told(actor, { position, ...role }),
  });
  const answer = (ctx: Context, role: StandingRole): void => {
    ctx.set("ETag", `"v${role.version}"`);
    ctx.set("Cache-Control", "private, no-cache");
    ctx.body = shown(actorOf(ctx), role);
  };

  router.get("/", async (ctx) => {
    const actor = actorOf(ctx);
    ctx.body = { data: (await roles.all(actor)).map((role) => shown(actor, role)), page: { next: null } };
  });

  router.post("/", async (ctx) => {
    const { name, from, grants } = roleIn(ctx, ["name", "from", "grants"]);
    answer(ctx, await roles.create(actorOf(ctx), { name: name ?? "", from, grants }));
    ctx.status = 201;
  });

  router.get("/:role", async (ctx) => {
    answer(ctx, await roles.get(actorOf(ctx), textIn(ctx, "role")));
  });

  router.patch("/:role", async (ctx) => {
    const version = neededIfMatch(ctx);
    const change: ChangedRole = roleIn(ctx, ["name", "grants"]);
    answer(ctx, await roles.change(actorOf(ctx), textIn(ctx, "role"), { ...change, version }));
  });

  router.delete("/:role", async (ctx) => {
    const version = neededIfMatch(ctx);
    await roles.remove(actorOf(ctx), textIn(ctx, "role"), { to: queryIn(ctx).find("to"), version });
    ctx.status = 204;
  });

  return router;
}

interface SentRole {
  readonly name?: string;
  readonly from?: string;
  readonly grants?: Reaches;
}

function roleIn(ctx: Context, known: readonly string[]): SentRole {
  const input = inputIn(ctx);
  const strange = Object.keys(input).find((key) => !known.includes(key));
  if (strange !== undefined) throw new BadRequest("api.unknown_parameter", { name: strange.slice(0, 80) });
  const texts = [input["name"], input["from"]].every((text) => text === undefined || typeof text === "string");
  const grants = input["grants"] ?? {};
  const fine = isObject(grants) && Object.values(grants).every(isGrant);
  if (!texts || !fine) throw new BadRequest("users.bad_role");
  return input as SentRole;
}
