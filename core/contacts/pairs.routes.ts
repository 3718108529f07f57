import { Router } from "@koa/router";
import type { Context } from "koa";
import { may } from "../kernel/actor.ts";
import { BadRequest } from "../kernel/errors.ts";
import { contextOf } from "../records/pages/parts.ts";
import { allow } from "../records/query/scope.ts";
import { actorOf, messageTo, say } from "../web/context.ts";
import { cameFrom } from "../web/own-path.ts";
import type { Pages } from "../web/pages.ts";
import { formIn, idIn, queryIn } from "../web/read.ts";
import { pluralOf } from "./duplicates.ts";
import type { Pair } from "./merged-values.ts";
import type { Merges } from "./merges.ts";
import type { PartyKind } from "./neighbours.ts";
import { type PairNeeds, suspectsPage, withBoth } from "./pairs-page.ts";
import { pairsView, partPath, queuePath, queueView } from "./pairs.view.ts";
import { ordered, type TwoIds } from "./pairs.ts";

export interface PairRouteNeeds extends PairNeeds {
  readonly merges: Merges;
  readonly pages: Pages;
}

const partyKinds = ["contact", "company"] as const satisfies readonly PartyKind[];

/** The queue of records that look alike, and saying of two that they are not the same. */
export function pairRoutes(needs: PairRouteNeeds): Router {
  const router = new Router();
  for (const kind of partyKinds) {
    const plural = pluralOf[kind];
    const two = `/${plural}/:id/distinctions/:other`;
    router.get(`/${plural}/duplicates`, async (ctx) => await showPairs(needs, ctx, kind));
    router.post(two, async (ctx) => await partByPage(needs, ctx, kind));
    router.post(`${two}/removal`, async (ctx) => await rejoinByPage(needs, ctx, kind));
    router.get(`/api/v1/${plural}/duplicates`, async (ctx) => await listByApi(needs, ctx, kind));
    router.put(`/api/v1${two}`, async (ctx) => {
      await part(needs, ctx, kind);
      ctx.status = 204;
    });
    router.delete(`/api/v1${two}`, async (ctx) => {
      await rejoin(needs, ctx, kind);
      ctx.status = 204;
    });
  }
  return router;
}

async function showPairs(needs: PairRouteNeeds, ctx: Context, name: PartyKind): Promise<void> {
  const [context, actor] = [await contextOf(needs, ctx), actorOf(ctx)];
  allow(actor, `${pluralOf[name]}.merge`);
  const kind = needs.kinds.seenBy(actor).get(name);
  const isApart = queryIn(ctx).has("apart");
  const open = partyKinds.filter((one) => may(actor, `${pluralOf[one]}.merge`) && may(actor, `${pluralOf[one]}.read`));
  const [counts, queue, apart] = await Promise.all([
    Promise.all(open.map(async (one) => ({ kind: needs.kinds.get(one), count: await needs.pairs.count(actor, one) }))),
    isApart ? null : queueIn(needs, ctx, name, { after: queryIn(ctx).text("after") }),
    isApart ? needs.pairs.distinct(actor, name).then((found) => withBoth(needs, actor, kind, found)) : null,
  ]);
  needs.pages.show(ctx, "contacts/duplicates", pairsView({ kind, counts, queue, apart }, context));
}

async function queueIn(
  needs: PairRouteNeeds,
  ctx: Context,
  name: PartyKind,
  { after, done }: { readonly after: string; readonly done?: number },
) {
  const actor = actorOf(ctx);
  const page = await suspectsPage(needs, actor, name, { after: after || undefined });
  const kind = needs.kinds.seenBy(actor).get(name);
  return queueView({ kind, ...page, after, done }, await contextOf(needs, ctx));
}

async function partByPage(needs: PairRouteNeeds, ctx: Context, name: PartyKind): Promise<void> {
  const { pair, ids } = await part(needs, ctx, name);
  const kind = needs.kinds.get(name);
  const names = { one: String(pair.winner["name"]), other: String(pair.loser["name"]) };
  messageTo(ctx, { text: say(ctx, "contacts.pairs.parted", names), undo: `${partPath(kind, ids)}/removal` });
  const form = formIn(ctx);
  // Said on the page of one of the two: there is no queue to show.
  if (!form.has("index")) return needs.pages.go(ctx, cameFrom(ctx, queuePath(kind)));
  const done = Number(/^\d{1,3}$/.exec(form.text("index"))?.[0] ?? 0);
  const view = await queueIn(needs, ctx, name, { after: form.text("after"), done });
  needs.pages.changed(ctx, { part: "contacts/_queue", view, page: cameFrom(ctx, queuePath(kind)) });
}

async function rejoinByPage(needs: PairRouteNeeds, ctx: Context, name: PartyKind): Promise<void> {
  const pair = await rejoin(needs, ctx, name);
  const names = { one: String(pair.winner["name"]), other: String(pair.loser["name"]) };
  messageTo(ctx, say(ctx, "contacts.pairs.rejoined", names));
  needs.pages.go(ctx, cameFrom(ctx, queuePath(needs.kinds.get(name))));
}

/** Whoever may merge two records may also say that they are two. */
async function part(needs: PairRouteNeeds, ctx: Context, kind: PartyKind): Promise<{ pair: Pair; ids: TwoIds }> {
  const actor = actorOf(ctx);
  const ids = ordered(idIn(ctx), idIn(ctx, "other"));
  const pair = await needs.merges.pair(actor, kind, { winner: ids.one, loser: ids.other });
  await needs.pairs.part(actor, kind, ids);
  return { pair, ids };
}

async function rejoin(needs: PairRouteNeeds, ctx: Context, kind: PartyKind): Promise<Pair> {
  const ids = ordered(idIn(ctx), idIn(ctx, "other"));
  const pair = await needs.merges.pair(actorOf(ctx), kind, { winner: ids.one, loser: ids.other });
  await needs.pairs.rejoin(kind, ids);
  return pair;
}

const MOST = 100;

/** `GET /api/v1/contacts/duplicates?limit=&after=`: the queue for programs. */
async function listByApi(needs: PairRouteNeeds, ctx: Context, kind: PartyKind): Promise<void> {
  const actor = actorOf(ctx);
  allow(actor, `${pluralOf[kind]}.merge`);
  const query = queryIn(ctx);
  const { data, next } = await suspectsPage(needs, actor, kind, {
    after: query.find("after"),
    limit: limitIn(query.find("limit")),
  });
  const plain = data.map(({ older, newer, score, reason }) => ({
    records: [older, newer].map(({ id, name }) => ({ id, name })),
    score,
    reason,
  }));
  ctx.set("Cache-Control", "private, no-cache");
  ctx.body = { data: plain, page: { next } };
}

function limitIn(text: string | undefined): number {
  const limit = Number(text ?? MOST / 2);
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST)
    throw new BadRequest("records.bad_limit", { maximum: MOST });
  return limit;
}
