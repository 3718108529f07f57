// Who defined what, over REST.
import { Router } from "@koa/router";
import { BadRequest } from "../../kernel/errors.ts";
import { actorOf } from "../../web/context.ts";
import { queryIn } from "../../web/read.ts";
import type { DefinitionHistory } from "../definitions/definition-history.ts";

const PAGE = 50;

/** `GET /api/v1/definition-changes?kind=deal&before=…`, the newest first. */
export function definitionChangesApi(history: DefinitionHistory): Router {
  const router = new Router({ prefix: "/api/v1/definition-changes" });

  router.get("/", async (ctx) => {
    const query = queryIn(ctx);
    const before = query.find("before");
    if (before !== undefined && !/^\d{1,18}$/.test(before)) throw new BadRequest("records.bad_cursor");
    const data = await history.list(actorOf(ctx), { before, kind: query.find("kind"), limit: PAGE });
    ctx.body = { data, page: { next: data.length === PAGE ? data.at(-1)?.seq : null } };
  });

  return router;
}
