import { Router } from "@koa/router";
import type { Context } from "koa";
import { BadRequest, Invalid } from "../kernel/errors.ts";
import { isObject } from "../kernel/json.ts";
import type { Kinds } from "../records/kinds.ts";
import { allow } from "../records/query/scope.ts";
import { readingOf, type Through } from "../records/store/through.ts";
import { takeInput } from "../records/store/validate.ts";
import { actorOf } from "../web/context.ts";
import { jsonIn } from "../web/read.ts";
import { findDuplicates, pluralOf } from "./duplicates.ts";
import type { PartyKind } from "./neighbours.ts";

export interface ContactNeeds {
  readonly kinds: Kinds;
  readonly through: Through;
}

/** `POST /api/v1/contacts/duplicates`: which records these values may repeat, before anything is written. */
export function contactRoutes(needs: ContactNeeds): Router {
  const router = new Router({ prefix: "/api/v1" });
  for (const kind of ["contact", "company"] as const satisfies readonly PartyKind[]) {
    router.post(`/${pluralOf[kind]}/duplicates`, async (ctx) => {
      const actor = actorOf(ctx);
      allow(actor, `${pluralOf[kind]}.create`);
      const values = await valuesIn(needs, ctx, kind);
      ctx.body = { data: await findDuplicates(needs.through.db, actor, kind, { id: null, values }) };
    });
  }
  return router;
}

/** The values as they would be stored, so that `0888 …` finds `+359888…`. */
async function valuesIn({ kinds, through }: ContactNeeds, ctx: Context, kind: PartyKind) {
  const input = jsonIn(ctx);
  if (!isObject(input)) throw new BadRequest("api.object_expected");
  const { values, problems } = takeInput(kinds.get(kind), input, readingOf(actorOf(ctx), await through.company()));
  if (problems.length > 0) throw new Invalid(problems);
  return Object.fromEntries(values);
}
