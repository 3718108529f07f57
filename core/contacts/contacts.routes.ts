import { Router } from "@koa/router";
import type { Context } from "koa";
import { BadRequest, Invalid } from "../kernel/errors.ts";
import { isObject } from "../kernel/json.ts";
import type { Kind } from "../records/kind.ts";
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
      const kinds = needs.kinds.seenBy(actor);
      const values = await valuesIn(needs, ctx, kinds.get(kind));
      ctx.body = { data: await findDuplicates({ db: needs.through.db, actor, kinds }, kind, { id: null, values }) };
    });
  }
  return router;
}

/** The values as they would be stored, so that `0888 …` finds `+359888…`. */
async function valuesIn({ through }: ContactNeeds, ctx: Context, kind: Kind) {
  const input = jsonIn(ctx);
  if (!isObject(input)) throw new BadRequest("api.object_expected");
  const { values, problems } = takeInput(kind, input, readingOf(actorOf(ctx), await through.company()));
  if (problems.length > 0) throw new Invalid(problems);
  return Object.fromEntries(values);
}
