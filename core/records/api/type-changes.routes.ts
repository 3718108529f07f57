// Another type for a field over REST: dry run, start, progress, what does not fit, undo.
import { Router } from "@koa/router";
import type { Context } from "koa";
import { BadRequest } from "../../kernel/errors.ts";
import { isId } from "../../kernel/ids.ts";
import { isObject } from "../../kernel/json.ts";
import { mayTakeOut } from "../../security/may-take-out.ts";
import { begun } from "../../web/begun.ts";
import { actorOf } from "../../web/context.ts";
import { idIn, queryIn } from "../../web/read.ts";
import { csvLine } from "../export/csv-line.ts";
import type { CustomFields } from "../fields/custom-fields.ts";
import type { FieldSchema } from "../fields/field.ts";
import type { TypeChange } from "../fields/life/type-change/change-rows.ts";
import { type MisfitLine, misfitLines } from "../fields/life/type-change/misfit-lines.ts";
import { type TypeChanges, undoableUntil } from "../fields/life/type-change/type-changes.ts";
import type { TypeWish } from "../fields/life/type-change/type-request.ts";
import type { Kinds } from "../kinds.ts";
import type { Records } from "../records.ts";
import { inputIn, neededIfMatch } from "./read-request.ts";

export interface TypeChangeApiNeeds {
  readonly kinds: Kinds;
  readonly records: Records;
  readonly customFields: CustomFields;
  readonly typeChanges: TypeChanges;
}

export function typeChangesApi({ kinds, records, customFields, typeChanges }: TypeChangeApiNeeds): Router {
  const router = new Router({ prefix: "/api/v1/fields/:id/type-changes" });
  const changeIn = (ctx: Context) => idIn(ctx, "change");

  const answerOf = async (change: TypeChange) => ({
    ...changeAnswer(change),
    stuck: await typeChanges.isStuck(change),
  });

  const page = async (ctx: Context, after: string | undefined, limit: number) => {
    const { kind } = await customFields.of(actorOf(ctx), idIn(ctx));
    const way = queryIn(ctx).find("way") === "back" ? "back" : "to";
    const misfits = await typeChanges.misfits(actorOf(ctx), changeIn(ctx), { way, after, limit });
    return { lines: await misfitLines(records, actorOf(ctx), kinds.get(kind), misfits), last: misfits.at(limit - 1) };
  };

  router.get("/", async (ctx) => {
    const changes = await typeChanges.list(actorOf(ctx), idIn(ctx));
    ctx.body = { data: await Promise.all(changes.map(answerOf)), page: { next: null } };
  });

  router.post("/", async (ctx) => {
    const [version, wish] = [neededIfMatch(ctx), wishIn(ctx)];
    ctx.status = 202;
    ctx.body = await answerOf(await typeChanges.begin(actorOf(ctx), idIn(ctx), wish, version));
  });

  router.get("/:change", async (ctx) => {
    ctx.body = await answerOf(await typeChanges.get(actorOf(ctx), changeIn(ctx)));
  });

  router.delete("/:change", async (ctx) => {
    ctx.body = await answerOf(await typeChanges.cancel(actorOf(ctx), changeIn(ctx)));
  });

  router.post("/:change/start", async (ctx) => {
    ctx.status = 202;
    ctx.body = await answerOf(await typeChanges.start(actorOf(ctx), changeIn(ctx), misfitsIn(inputIn(ctx))));
  });

  router.post("/:change/undo", async (ctx) => {
    ctx.status = 202;
    ctx.body = await answerOf(await typeChanges.undo(actorOf(ctx), changeIn(ctx)));
  });

  router.post("/:change/retry", async (ctx) => {
    ctx.status = 202;
    ctx.body = await answerOf(await typeChanges.again(actorOf(ctx), changeIn(ctx)));
  });

  router.get("/:change/misfits", async (ctx) => {
    const after = queryIn(ctx).find("after");
    if (after !== undefined && !isId(after)) throw new BadRequest("records.bad_cursor");
    const { lines, last } = await page(ctx, after, MISFITS);
    ctx.body = { data: lines, page: { next: last?.recordId ?? null } };
  });

  router.get("/:change/misfits.csv", async (ctx) => {
    await typeChanges.get(actorOf(ctx), changeIn(ctx));
    mayTakeOut(actorOf(ctx));
    const bytes = await begun(csvOf((after) => page(ctx, after, MISFITS)));
    ctx.set("Content-Disposition", `attachment; filename="misfits-${changeIn(ctx)}.csv"`);
    ctx.set("Cache-Control", "no-store");
    ctx.set("Content-Type", "text/csv; charset=utf-8");
    ctx.body = bytes;
  });

  return router;
}

const MISFITS = 100;

type Page = (
  after: string | undefined,
) => Promise<{ lines: readonly MisfitLine[]; last: { recordId: string } | undefined }>;

async function* csvOf(page: Page): AsyncGenerator<Buffer> {
  yield Buffer.from(`\ufeff${csvLine(["id", "title", "value", "code"])}`);
  let after: string | undefined;
  do {
    const { lines, last } = await page(after);
    const cells = lines.map(({ recordId, title, value, problem }) => [recordId, title, textOf(value), problem.code]);
    yield Buffer.from(cells.map(csvLine).join(""));
    after = last?.recordId;
  } while (after !== undefined);
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

function changeAnswer(change: TypeChange) {
  const { plan, fromGeneration: _from, toGeneration: _to, position: _at, ...facts } = change;
  const { schema, factor, misfits: onMisfits, reading } = plan;
  const { language, currency, timeZone } = reading;
  return {
    ...facts,
    schema,
    factor,
    onMisfits,
    reading: { language, currency, timeZone },
    undoableUntil: undoableUntil(change),
  };
}

const words: Readonly<Record<string, (value: unknown) => boolean>> = {
  schema: isObject,
  factor: (value) => value === "same" || value === "fraction",
  currency: (value) => typeof value === "string" && /^[A-Z]{3}$/.test(value),
  language: (value) => typeof value === "string" && /^[A-Za-z-]{2,20}$/.test(value),
  collectOptions: (value) => typeof value === "boolean",
  dryRun: (value) => typeof value === "boolean",
  misfits: (value) => value === "block" || value === "blank",
};

function wishIn(ctx: Context): TypeWish {
  const wish = inputIn(ctx);
  for (const [name, value] of Object.entries(wish)) {
    if (!Object.hasOwn(words, name)) throw new BadRequest("api.unknown_parameter", { name: name.slice(0, 80) });
    if (!words[name]?.(value)) throw new BadRequest("api.bad_type_change", { name });
  }
  if (!isObject(wish["schema"])) throw new BadRequest("api.bad_type_change", { name: "schema" });
  return wish as unknown as TypeWish & { schema: FieldSchema };
}

function misfitsIn({ misfits = "block", ...more }: Readonly<Record<string, unknown>>): "block" | "blank" {
  const strange = Object.keys(more)[0];
  if (strange !== undefined) throw new BadRequest("api.unknown_parameter", { name: strange.slice(0, 80) });
  if (misfits !== "block" && misfits !== "blank") throw new BadRequest("api.bad_type_change", { name: "misfits" });
  return misfits;
}
