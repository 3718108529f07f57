// REST of imports: step by step like the wizard, or everything in one request.
import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { Router } from "@koa/router";
import type { Context } from "koa";
import { BadRequest, TooLarge } from "../../kernel/errors.ts";
import { readJson } from "../../web/json-text.ts";
import { begun } from "../../web/begun.ts";
import { actorOf } from "../../web/context.ts";
import { idIn, jsonIn, queryIn } from "../../web/read.ts";
import { withUpload } from "../../web/upload.ts";
import type { Kinds } from "../kinds.ts";
import { limits } from "./file/limits.ts";
import type { LayoutWish } from "./file/read-table.ts";
import { pathSource } from "./file/source.ts";
import { importAnswer } from "./import-answer.ts";
import type { Import } from "./import-record.ts";
import type { Imports } from "./imports.ts";

export function importsApi(imports: Imports, kinds: Kinds): Router {
  const router = new Router({ prefix: "/api/v1/imports" });
  const answer = (ctx: Context, one: Import, status = 200): void => {
    ctx.status = status;
    ctx.body = importAnswer(one, kinds);
  };

  router.get("/", async (ctx) => {
    const type = queryIn(ctx).find("type");
    const found = await imports.list(actorOf(ctx), type === undefined ? undefined : kindNamed(kinds, type));
    ctx.body = { data: found.map((one) => importAnswer(one, kinds)), page: { next: null } };
  });

  router.post("/", async (ctx) => {
    const taken = await received(ctx, (file, more) =>
      imports.upload(actorOf(ctx), kindNamed(kinds, more.type), pathSource(file.name, file.path), more),
    );
    ctx.set("Location", `/api/v1/imports/${taken.id}`);
    if (queryIn(ctx).find("run") !== "true") return answer(ctx, taken, 201);
    answer(ctx, await imports.runNow(actorOf(ctx), taken.id));
  });

  router.get("/:id", async (ctx) => answer(ctx, await imports.get(actorOf(ctx), idIn(ctx))));

  router.put("/:id/plan", async (ctx) => answer(ctx, await imports.plan(actorOf(ctx), idIn(ctx), jsonIn(ctx))));

  router.post("/:id/check", async (ctx) => answer(ctx, await imports.check(actorOf(ctx), idIn(ctx))));

  router.post("/:id/run", async (ctx) => answer(ctx, await imports.start(actorOf(ctx), idIn(ctx)), 202));

  router.post("/:id/undo", async (ctx) => answer(ctx, await imports.startUndo(actorOf(ctx), idIn(ctx)), 202));

  router.delete("/:id", async (ctx) => answer(ctx, await imports.startUndo(actorOf(ctx), idIn(ctx)), 202));

  router.get("/:id/errors.csv", async (ctx) => sendErrors(ctx, imports));

  return router;
}

/** The rows that were not taken, as a file. */
export async function sendErrors(ctx: Context, imports: Imports): Promise<void> {
  const one = await imports.get(actorOf(ctx), idIn(ctx));
  const bytes = await begun(imports.errors(actorOf(ctx), one.id));
  ctx.set("Content-Disposition", `attachment; filename="import-${one.id.slice(0, 8)}-errors.csv"`);
  ctx.set("Cache-Control", "no-store");
  ctx.set("Content-Type", "text/csv; charset=utf-8");
  ctx.body = bytes;
}

/** A kind by its plural (`contacts`) or its name. */
export function kindNamed(kinds: Kinds, name: string): string {
  const kind = kinds.byPlural(name) ?? kinds.find(name);
  if (!kind) throw new BadRequest("imports.unknown_type", { type: name.slice(0, 60) });
  return kind.name;
}

interface Received {
  readonly type: string;
  readonly plan: unknown;
  readonly again: boolean;
  readonly layout: LayoutWish;
}

type Use = (file: { name: string; path: string }, more: Received) => Promise<Import>;

/** The file as a form's part or as the body itself, on the disk while it is used. */
async function received(ctx: Context, use: Use): Promise<Import> {
  const query = queryIn(ctx);
  const plan = query.find("plan") ?? query.find("map");
  const more = {
    type: query.text("type"),
    plan: plan === undefined ? undefined : readJson(plan),
    again: query.find("again") === "true",
    layout: layoutFrom((name) => query.find(name)),
  };
  if (!ctx.is("multipart/form-data"))
    return await withBody(ctx, (path) => use({ name: query.text("name") || "upload", path }, more));
  return await withUpload(ctx, { bytes: limits.fileBytes }, async ({ fields, files: [file] }) => {
    if (!file) throw new BadRequest("imports.file_missing");
    const sent = fields.find("plan");
    return await use(file, {
      ...more,
      type: more.type || fields.text("type"),
      plan: sent === undefined ? more.plan : readJson(sent),
    });
  });
}

/** What a person or a caller says about the file, where it was guessed wrongly. */
export function layoutFrom(find: (name: string) => string | undefined): LayoutWish {
  const header = find("headerRow");
  if (header !== undefined && !/^\d{1,3}$/.test(header)) throw new BadRequest("imports.bad_header_row");
  const texts = ["encoding", "delimiter", "quote", "sheet"].flatMap((name) => {
    const text = find(name);
    return text ? [[name, text]] : [];
  });
  return { ...Object.fromEntries(texts), ...(header === undefined ? {} : { headerRow: Number(header) }) };
}

async function withBody(ctx: Context, use: (path: string) => Promise<Import>): Promise<Import> {
  const folder = await mkdtemp(join(tmpdir(), "trellis-import-"));
  try {
    const path = join(folder, "file");
    await pipeline(bounded(ctx.req), createWriteStream(path, { flags: "wx", mode: 0o600 }));
    return await use(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function* bounded(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const part of body) {
    bytes += part.length;
    if (bytes > limits.fileBytes) throw new TooLarge("web.file_too_large", { bytes: limits.fileBytes });
    yield part;
  }
}
