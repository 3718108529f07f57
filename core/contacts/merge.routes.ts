import { Router } from "@koa/router";
import type { Context, Next } from "koa";
import { BadRequest, NotFound } from "../kernel/errors.ts";
import { isId } from "../kernel/ids.ts";
import { isObject } from "../kernel/json.ts";
import type { Kinds } from "../records/kinds.ts";
import { contextOf, includesOf } from "../records/pages/parts.ts";
import type { Records } from "../records/records.ts";
import type { Through } from "../records/store/through.ts";
import { actorOf, messageTo, say } from "../web/context.ts";
import type { Pages } from "../web/pages.ts";
import { formIn, idIn, jsonIn, queryIn } from "../web/read.ts";
import { pluralOf } from "./duplicates.ts";
import { survivorOf } from "./merge-memory.ts";
import { fromQueue, mergeView } from "./merge.view.ts";
import type { Choices } from "./merged-values.ts";
import type { Merges } from "./merges.ts";
import type { PartyKind } from "./neighbours.ts";
import { queuePath } from "./pairs.view.ts";

export interface MergeNeeds {
  readonly merges: Merges;
  readonly records: Records;
  readonly kinds: Kinds;
  readonly through: Through;
  readonly pages: Pages;
}

/** Comparing and merging two records, and the old address of the one that went. */
export function mergeRoutes(needs: MergeNeeds): Router {
  const router = new Router();
  for (const kind of ["contact", "company"] as const satisfies readonly PartyKind[]) {
    const page = `/${pluralOf[kind]}/:id`;
    router.get(page, async (ctx, next) => await orSurvivor(needs, ctx, next, pluralOf[kind]));
    router.get(`/api/v1${page}`, async (ctx, next) => await orSurvivor(needs, ctx, next, `api/v1/${pluralOf[kind]}`));
    router.get(`${page}/merge`, async (ctx) => await compare(needs, ctx, kind));
    router.post(`${page}/merge`, async (ctx) => await mergeByPage(needs, ctx, kind));
    router.post(`/api/v1${page}/merge`, async (ctx) => await mergeByApi(needs, ctx, kind));
  }
  return router;
}

/** A page shows what is in the trash, REST does not; both send on whoever asks for a record that became part of another. */
async function orSurvivor({ through }: MergeNeeds, ctx: Context, next: Next, plural: string): Promise<void> {
  const old = String((ctx["params"] as Record<string, string>)["id"]);
  const isPage = !plural.startsWith("api/");
  if (isPage) {
    const id = await survivorOf(through.db, old);
    return id ? ctx.redirect(`/${plural}/${id}`) : await next();
  }
  await next().catch(async (error: unknown) => {
    const id = error instanceof NotFound ? await survivorOf(through.db, old) : undefined;
    if (!id) throw error;
    ctx.redirect(`/${plural}/${id}`);
  });
}

async function compare(
  { merges, records, kinds, through, pages }: MergeNeeds,
  ctx: Context,
  name: PartyKind,
): Promise<void> {
  const actor = actorOf(ctx);
  const ids = { winner: idIn(ctx), loser: otherIn(queryIn(ctx).text("with")) };
  await merges.pair(actor, name, ids);
  const kind = kinds.seenBy(actor).get(name);
  const include = includesOf(kinds, kind);
  const [winner, loser] = await Promise.all([
    records.get(actor, name, ids.winner, { include }),
    records.get(actor, name, ids.loser, { include }),
  ]);
  const view = mergeView(kind, { winner, loser }, await contextOf({ through, kinds }, ctx));
  pages.show(ctx, "contacts/merge", queryIn(ctx).has("queue") ? fromQueue(view, kind) : view);
}

function otherIn(id: string): string {
  if (!isId(id)) throw new NotFound("web.not_found");
  return id;
}

async function mergeByPage({ merges, pages, kinds }: MergeNeeds, ctx: Context, kind: PartyKind): Promise<void> {
  const form = formIn(ctx);
  const choices = form
    .entries()
    .flatMap(([name, choice]) => (name.startsWith("choice.") ? [[name.slice("choice.".length), choice]] : []));
  const plan = { winner: idIn(ctx), loser: otherIn(form.text("with")), choices: checked(Object.fromEntries(choices)) };
  const { record, operationId } = await merges.merge(actorOf(ctx), kind, plan);
  messageTo(ctx, {
    text: say(ctx, "contacts.merge.done", { title: record["name"] }),
    undo: `/operations/${operationId}/undo`,
  });
  pages.go(ctx, form.has("queue") ? queuePath(kinds.get(kind)) : `/${pluralOf[kind]}/${record.id}`);
}

/** `{ "loser": "<id>", "choices": { "jobTitle": "loser" } }`; what is not chosen keeps the winner's value. */
async function mergeByApi({ merges }: MergeNeeds, ctx: Context, kind: PartyKind): Promise<void> {
  const body = jsonIn(ctx);
  if (!isObject(body)) throw new BadRequest("api.object_expected");
  if (!isId(body["loser"])) throw new BadRequest("contacts.merge_needs_loser");
  const { record } = await merges.merge(actorOf(ctx), kind, {
    winner: idIn(ctx),
    loser: body["loser"],
    choices: checked(body["choices"] ?? {}),
  });
  ctx.set("ETag", `"v${record.version}"`);
  ctx.body = record;
}

function checked(choices: unknown): Choices {
  const fine = isObject(choices) && Object.values(choices).every((choice) => choice === "winner" || choice === "loser");
  if (!fine) throw new BadRequest("contacts.merge_choice_unknown");
  return choices as Choices;
}
