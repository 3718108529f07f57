// REST for every kind of record. The kind is the first piece of the path; what it does not know, another router may.
import { Router } from "@koa/router";
import type { Context, Next } from "koa";
import { type Actor, may } from "../../kernel/actor.ts";
import { NotAllowed } from "../../kernel/errors.ts";
import type { Database } from "../../db/database.ts";
import { actorOf } from "../../web/context.ts";
import { jsonIn, queryIn, textIn } from "../../web/read.ts";
import { noteRefused } from "../../security/refusals.ts";
import { reaches } from "../query/scope.ts";
import { tellSearch } from "../audit/tell-search.ts";
import type { Budget } from "../export/budget.ts";
import type { ListText } from "../query/grammar.ts";
import type { History } from "../history/history.ts";
import type { Kind } from "../kind.ts";
import type { Kinds } from "../kinds.ts";
import type { Readings } from "../reading/readings.ts";
import type { Records } from "../records.ts";
import { eraseRecord } from "../store/erase.ts";
import type { Views } from "../views/views.ts";
import { answerPage, answerRecord, answerVersion } from "./answer.ts";
import { batchFrom, refusedIn, runBatch } from "./batch.ts";
import { checkExternalId, upsert } from "./external-ids.ts";
import { answerOnce } from "./idempotency.ts";
import {
  apiPathOf,
  idIn,
  inputIn,
  kindIn,
  listQueryIn,
  queryBodyIn,
  readOptionsIn,
  versionIn,
} from "./read-request.ts";
import { takenPage } from "./taken-page.ts";
import { inView } from "./view-query.ts";

export interface ApiNeeds {
  readonly db: Database;
  readonly kinds: Kinds;
  readonly records: Records;
  readonly history: History;
  readonly views: Views;
  readonly budget: Budget;
  readonly readings: Pick<Readings, "opened" | "listed">;
}

/** `prefix` is `/api/v1` for kinds of the product, `/api/v1/objects` for those of administrators. */
export function recordApi({ db, kinds, records, history, views, budget, readings }: ApiNeeds, prefix: string): Router {
  const router = new Router({ prefix });
  const of = (work: (ctx: Context, kind: Kind) => Promise<void>) => async (ctx: Context, next: Next) => {
    const kind = kindIn(ctx, kinds);
    return kind && kind.rest !== false ? await work(ctx, kind) : await next();
  };

  const leaving = async (actor: Actor, kind: Kind, page: ListText) =>
    await takenPage({ budget, readings }, actor, kind.name, page);

  router.get(
    "/:plural",
    of(async (ctx, kind) => {
      const query = await inView(views, actorOf(ctx), {
        kind,
        id: queryIn(ctx).find("view"),
        query: listQueryIn(ctx),
      });
      answerPage(ctx, await leaving(actorOf(ctx), kind, await records.listText(actorOf(ctx), kind.name, query)));
      await tellSearch(db, actorOf(ctx), { kind: kind.name, ...query });
    }),
  );

  router.post(
    "/:plural/query",
    of(async (ctx, kind) => {
      const query = queryBodyIn(ctx);
      answerPage(ctx, await leaving(actorOf(ctx), kind, await records.listText(actorOf(ctx), kind.name, query)));
      await tellSearch(db, actorOf(ctx), { kind: kind.name, ...query });
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
        const data = await runBatch(db, records, actor, { kind, batch, trx });
        const code = refusedIn(data);
        if (code !== undefined) noteRefused(ctx, code);
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
        version: () => versionIn(ctx, kind),
      };
      checkExternalId(at.source, at.externalId);
      const { record, created } = await db.transaction((trx) => upsert(trx, records, actorOf(ctx), at));
      answerRecord(ctx, record, created ? 201 : 200);
    }),
  );

  router.get(
    "/:plural/:id",
    of(async (ctx, kind) => {
      const found = await records.getText(actorOf(ctx), kind.name, idIn(ctx, kind), readOptionsIn(ctx));
      await budget.take(actorOf(ctx), kind.name, [idIn(ctx, kind)]);
      readings.opened(actorOf(ctx), kind.name, idIn(ctx, kind));
      answerVersion(ctx, found);
    }),
  );

  router.patch(
    "/:plural/:id",
    of(async (ctx, kind) => {
      const options = { baseVersion: versionIn(ctx, kind) };
      answerRecord(ctx, await records.change(actorOf(ctx), kind.name, idIn(ctx, kind), inputIn(ctx), options));
    }),
  );

  router.delete(
    "/:plural/:id",
    of(async (ctx, kind) => {
      const [actor, id, baseVersion] = [actorOf(ctx), idIn(ctx, kind), versionIn(ctx, kind)];
      if (queryIn(ctx).find("permanent") !== "true")
        return answerRecord(ctx, await records.remove(actor, kind.name, id, { baseVersion }));
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
