// REST for every kind of record. The kind is the first piece of the path; what it does not know, another router may.
import { Router } from "@koa/router";
import type { Context, Next } from "koa";
import { may } from "../../kernel/actor.ts";
import { NotAllowed } from "../../kernel/errors.ts";
import type { Database } from "../../db/database.ts";
import { actorOf } from "../../web/context.ts";
import { jsonIn, queryIn, textIn } from "../../web/read.ts";
import { reaches } from "../query/scope.ts";
import type { History } from "../history/history.ts";
import type { Kind } from "../kind.ts";
import type { Kinds } from "../kinds.ts";
import type { Records } from "../records.ts";
import { eraseRecord } from "../store/erase.ts";
import type { Views } from "../views/views.ts";
import { answerPage, answerRecord, answerVersion } from "./answer.ts";
import { batchFrom, runBatch } from "./batch.ts";
import { checkExternalId, upsert } from "./external-ids.ts";
import { answerOnce } from "./idempotency.ts";
import { apiPathOf, idIn, ifMatch, inputIn, kindIn, listQueryIn, queryBodyIn, readOptionsIn } from "./read-request.ts";
import { inView } from "./view-query.ts";

export interface ApiNeeds {
  readonly db: Database;
  readonly kinds: Kinds;
  readonly records: Records;
  readonly history: History;
  readonly views: Views;
}

/** `prefix` is `/api/v1` for kinds of the product, `/api/v1/objects` for those of administrators. */
export function recordApi({ db, kinds, records, history, views }: ApiNeeds, prefix: string): Router {
  const router = new Router({ prefix });
  const of = (work: (ctx: Context, kind: Kind) => Promise<void>) => async (ctx: Context, next: Next) => {
    const kind = kindIn(ctx, kinds);
    return kind && kind.rest !== false ? await work(ctx, kind) : await next();
  };

  router.get(
    "/:plural",
    of(async (ctx, kind) => {
      const query = await inView(views, actorOf(ctx), {
        kind,
        id: queryIn(ctx).find("view"),
        query: listQueryIn(ctx),
      });
      answerPage(ctx, await records.listText(actorOf(ctx), kind.name, query));
    }),
  );

  router.post(
    "/:plural/query",
    of(async (ctx, kind) => {
      answerPage(ctx, await records.listText(actorOf(ctx), kind.name, queryBodyIn(ctx)));
    }),
  );

  router.post(
    "/:plural",
    of(async (ctx, kind) => {
      const [actor, input] = [actorOf(ctx), inputIn(ctx)];
      await answerOnce(ctx, actor, db, async (trx) => {
        const record = await records.create(actor, kind.name, input, { trx });
        const headers = { Location: `${apiPathOf(kind)}/${record.id}`, ETag: `"v${record.version}"` };
        return { status: 201, body: record, headers };
      });
    }),
  );

  router.post(
    "/:plural/batch",
    of(async (ctx, kind) => {
      const [actor, batch] = [actorOf(ctx), batchFrom(jsonIn(ctx))];
      await answerOnce(ctx, actor, db, async (trx) => {
        const data = await runBatch(db, records, actor, { kind: kind.name, batch, trx });
        return { status: 200, body: { data } };
      });
    }),
  );

  router.put(
    "/:plural/by/:source/:externalId",
    of(async (ctx, kind) => {
      const at = {
        kind: kind.name,
        source: textIn(ctx, "source"),
        externalId: textIn(ctx, "externalId"),
        input: inputIn(ctx),
      };
      checkExternalId(at.source, at.externalId);
      const { record, created } = await db.transaction((trx) => upsert(trx, records, actorOf(ctx), at));
      answerRecord(ctx, record, created ? 201 : 200);
    }),
  );

  router.get(
    "/:plural/:id",
    of(async (ctx, kind) => {
      answerVersion(ctx, await records.getText(actorOf(ctx), kind.name, idIn(ctx, kind), readOptionsIn(ctx)));
    }),
  );

  router.patch(
    "/:plural/:id",
    of(async (ctx, kind) => {
      const options = { baseVersion: ifMatch(ctx) };
      answerRecord(ctx, await records.change(actorOf(ctx), kind.name, idIn(ctx, kind), inputIn(ctx), options));
    }),
  );

  router.delete(
    "/:plural/:id",
    of(async (ctx, kind) => {
      const [actor, id] = [actorOf(ctx), idIn(ctx, kind)];
      if (queryIn(ctx).find("permanent") !== "true")
        return answerRecord(ctx, await records.remove(actor, kind.name, id, { baseVersion: ifMatch(ctx) }));
      if (!may(actor, `${kind.plural}.erase`))
        throw new NotAllowed("security.not_allowed", { permission: `${kind.plural}.erase` });
      const record = await records.get(actor, kind.name, id, { trash: true });
      if (!reaches(actor, kind, "erase", record))
        throw new NotAllowed("security.not_allowed", { permission: `${kind.plural}.erase` });
      await eraseRecord({ db, kinds }, actor, kind.name, record.id);
      ctx.status = 204;
    }),
  );

  router.post(
    "/:plural/:id/restoration",
    of(async (ctx, kind) => {
      answerRecord(ctx, await records.restore(actorOf(ctx), kind.name, idIn(ctx, kind)));
    }),
  );

  router.get(
    "/:plural/:id/history",
    of(async (ctx, kind) => {
      const before = Number(queryIn(ctx).find("before") ?? 2_147_483_647) || 2_147_483_647;
      const lines = await history.of(actorOf(ctx), kind.name, idIn(ctx, kind), { before });
      ctx.body = { data: lines, page: { next: lines.length === 50 ? String(lines.at(-1)?.version) : null } };
    }),
  );

  return router;
}
