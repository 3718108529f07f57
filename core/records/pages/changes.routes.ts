import { Router } from "@koa/router";
import type { Context } from "koa";
import type { Actor } from "../../kernel/actor.ts";
import { Conflict, Invalid, NotFound } from "../../kernel/errors.ts";
import { isId } from "../../kernel/ids.ts";
import { actorOf, messageTo, say } from "../../web/context.ts";
import type { Message } from "../../web/page-view.ts";
import { cameFrom } from "../../web/own-path.ts";
import { idIn, queryIn, textIn } from "../../web/read.ts";
import { allowAll, canBeUndone } from "../history/operations.ts";
import { changesView } from "./changes.view.ts";
import { contextOf, paramsFrom, type Parts } from "./parts.ts";
import { recentAt, recentPage, type Whose } from "./recent.ts";
import { recordTitles, titlesOf, trashedTitles } from "./titles.ts";
import { titleOf } from "./values.ts";

/** Recent changes, one's own or everybody's, and taking them back. */
export function changesRoutes(parts: Parts): Router {
  const { undo, kinds } = parts;
  const router = new Router();

  router.get("/changes", async (ctx) => await showChanges(parts, ctx));

  router.post("/changes/last/undo", async (ctx) => {
    await takenBack(parts, ctx, async () => await undoLast(parts, actorOf(ctx)));
  });

  router.post("/changes/:kind/:id/:version/undo", async (ctx) => {
    const at = { kind: kinds.get(textIn(ctx, "kind")).name, id: idIn(ctx), version: versionIn(ctx) };
    await takenBack(parts, ctx, async () => {
      return await undoneOne(parts, actorOf(ctx), at);
    });
  });

  router.post("/operations/:id/undo", async (ctx) => {
    await takenBack(parts, ctx, async () => {
      const done = await undo.operation(actorOf(ctx), idIn(ctx));
      return { undone: done.undone, kept: done.kept.length };
    });
  });

  return router;
}

async function showChanges(parts: Parts, ctx: Context): Promise<void> {
  const context = await contextOf(parts, ctx);
  const { actor } = context.reader;
  const params = paramsFrom(queryIn(ctx));
  const whose = whoseIn(parts, actor, params);
  const at = recentAt(params, whose);
  const { lines, operations, next } = await recentPage(parts, actor, whose, at);
  const [referred, own, people] = await Promise.all([
    titlesOf(parts, actor, lines),
    recordTitles(parts, actor, lines),
    whose === "mine" ? [] : parts.choices.everybody(actor),
  ]);
  const titles = new Map([...referred, ...own]);
  const seen = parts.kinds.seenBy(actor);
  const gone = await trashedTitles(parts, actor, lines, titles);
  const facts = { lines, operations, whose, at, next, titles, gone, people, kinds: seen };
  parts.pages.show(ctx, "records/changes", changesView(facts, context));
}

/** Everybody's changes for those who may see them, narrowed by person and kind; one's own for all others. */
function whoseIn({ kinds }: Parts, actor: Actor, params: URLSearchParams): Whose {
  if (params.get("of") !== "all") return "mine";
  allowAll(actor);
  const [person, kind] = [params.get("person") ?? "", params.get("kind") ?? ""];
  return { ...(isId(person) && { actorId: person }), ...(kinds.find(kind) && { kind }) };
}

function versionIn(ctx: Context): number {
  const text = textIn(ctx, "version");
  if (!/^\d{1,9}$/.test(text)) throw new NotFound("web.not_found");
  return Number(text);
}

interface TakenBack {
  readonly undone: number;
  readonly kept: number;
  /** Name of the record, when it was a single one. */
  readonly title?: string;
}

async function undoneOne(
  { undo, kinds }: Parts,
  actor: Actor,
  at: { kind: string; id: string; version: number },
): Promise<TakenBack> {
  const record = await undo.change(actor, at);
  return { undone: 1, kept: 0, title: titleOf(record, kinds.seenBy(actor).get(at.kind).titleField) };
}

/** Back to the page one came from, with a sentence about what happened, also when nothing could be done. */
async function takenBack({ pages }: Parts, ctx: Context, work: () => Promise<TakenBack>): Promise<void> {
  messageTo(ctx, await sentence(ctx, work));
  pages.go(ctx, cameFrom(ctx, "/changes"));
}

async function sentence(ctx: Context, work: () => Promise<TakenBack>): Promise<Message> {
  try {
    const done = await work();
    if (done.title) return { text: say(ctx, "records.undone.one", { title: done.title }) };
    const tone = done.undone === 0 ? { tone: "bad" as const } : {};
    return { text: say(ctx, "records.undone", { ...done }), ...tone };
  } catch (error) {
    if (error instanceof Invalid)
      return { text: error.problems.map(({ message, values }) => say(ctx, message, values)).join(" "), tone: "bad" };
    if (!(error instanceof Conflict)) throw error;
    return { text: say(ctx, `error.${error.code}`, error.values), tone: "bad" };
  }
}

/** The newest of one's own, be it a single change or an operation. */
async function undoLast(parts: Parts, actor: Actor): Promise<TakenBack> {
  const { history, operations, undo } = parts;
  const [[line], whole] = await Promise.all([history.mine(actor, { limit: 1 }), operations.mine(actor)]);
  const operation = whole.find((one) => canBeUndone(one) && one.state === "applied");
  if (operation && (!line || operation.startedAt > line.at)) {
    const done = await undo.operation(actor, operation.id);
    return { undone: done.undone, kept: done.kept.length };
  }
  if (!line) return { undone: 0, kept: 0 };
  return await undoneOne(parts, actor, { kind: line.kind, id: line.recordId, version: line.version });
}
