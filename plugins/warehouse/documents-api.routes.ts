import {
  type Actor,
  actorOf,
  BadRequest,
  type Context,
  idIn,
  Invalid,
  isId,
  jsonIn,
  neededIfMatch,
  problemAt,
  queryIn,
  Router,
  say,
} from "trellis/sdk";
import type { Loss } from "./lost.ts";
import type { Documents, Outcome, Step } from "./documents.ts";

/** Steps of documents as resources. `If-Match` is needed: nobody carries out what somebody else has just changed. */
export function documentsApi(documents: Documents): Router {
  const router = new Router({ prefix: "/api/v1/stock-documents/:id" });
  const step = (take: (actor: Actor, id: string, step: Step) => Promise<Outcome>) => async (ctx: Context) => {
    const version = neededIfMatch(ctx);
    const rehearsal = queryIn(ctx).find("rehearsal") === "true";
    answer(ctx, await take(actorOf(ctx), idIn(ctx), { version, rehearsal }));
  };

  router.post(
    "/confirmation",
    step((...asked) => documents.confirm(...asked)),
  );
  router.post(
    "/completion",
    step((...asked) => documents.complete(...asked)),
  );
  router.post(
    "/cancellation",
    step((...asked) => documents.cancel(...asked)),
  );
  router.post(
    "/lots",
    step((...asked) => documents.proposeLots(...asked)),
  );
  router.post("/loss", async (ctx) => {
    refuseRehearsal(ctx);
    const version = neededIfMatch(ctx);
    answer(ctx, await documents.lose(actorOf(ctx), idIn(ctx), { version, ...lossIn(ctx) }));
  });
  router.post("/reversal", async (ctx) => {
    refuseRehearsal(ctx);
    const version = neededIfMatch(ctx);
    const outcome = await documents.reverse(actorOf(ctx), idIn(ctx), { version, name: say(ctx, "warehouse.reversal") });
    ctx.status = 201;
    answer(ctx, outcome);
  });

  return router;
}

/** What cannot be tried is not done instead. */
function refuseRehearsal(ctx: Context): void {
  if (queryIn(ctx).has("rehearsal")) throw new BadRequest("api.unknown_parameter", { name: "rehearsal" });
}

/** `{"reason": …, "lines": [{"line": …, "quantity": …}]}`; without lines all that is on the way. */
function lossIn(ctx: Context): Omit<Loss, "version"> {
  const { reason, lines } = (jsonIn(ctx) ?? {}) as { readonly reason?: unknown; readonly lines?: unknown };
  if (lines !== undefined && !Array.isArray(lines)) throw new Invalid([problemAt("lines", "not_a_list")]);
  const said = lines?.map((one: { line?: unknown; quantity?: unknown } | null) => {
    const isOne = isId(one?.line) && /^\d{1,12}(\.\d{1,6})?$/.test(String(one?.quantity));
    if (!isOne) throw new Invalid([problemAt("lines", "not_a_number", { field: "quantity" })]);
    return [String(one?.line), String(one?.quantity)] as const;
  });
  return { reason: typeof reason === "string" ? reason : "", missing: said && new Map(said) };
}

function answer(ctx: Context, { document, corrections }: Outcome): void {
  ctx.set("ETag", `"v${document.version}"`);
  ctx.body = { document, corrections };
}
