// Takes a file out of a form, straight onto the disk and never wholly into memory.
import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import busboy, { type Busboy } from "busboy";
import type { Context } from "koa";
import { type AppError, BadRequest, TooLarge } from "../kernel/errors.ts";
import { WrongType } from "./body.ts";
import { Values } from "./values.ts";

export interface UploadedFile {
  /** Name of the form field. */
  readonly field: string;
  /** Name of the file as the person knows it; never used as a path. */
  readonly name: string;
  readonly type: string;
  readonly path: string;
  readonly bytes: number;
}

export interface Upload {
  readonly fields: Values;
  readonly files: readonly UploadedFile[];
}

export interface UploadLimits {
  /** Bytes of one file. */
  readonly bytes: number;
  readonly files?: number;
  /** Other fields of the form. */
  readonly fields?: number;
}

/** Reads a form with files, gives it to `use`, and removes the files afterwards whatever happens. */
export async function withUpload<T>(
  ctx: Context,
  limits: UploadLimits,
  use: (upload: Upload) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "trellis-upload-"));
  try {
    return await use(await receive(ctx, limits, folder));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function receive(ctx: Context, limits: UploadLimits, folder: string): Promise<Upload> {
  const pairs: [string, string][] = [];
  const writes: Promise<UploadedFile | undefined>[] = [];
  const reader = readerOf(ctx, limits);
  let refusal: AppError | undefined;
  const fail = (error: AppError): void => {
    refusal ??= error;
    reader.destroy(error);
  };
  reader.on("field", (name, value, info) => {
    if (info.valueTruncated || value.includes("\0")) fail(new BadRequest("web.broken_text"));
    pairs.push([name, value]);
  });
  reader.on("file", (field, stream, info) => {
    const path = join(folder, String(writes.length));
    stream.on("limit", () => fail(new TooLarge("web.file_too_large", { bytes: limits.bytes })));
    const write = store(stream, path, { field, name: fileName(info.filename), type: info.mimeType });
    write.catch(() => undefined);
    writes.push(write);
  });
  for (const event of ["partsLimit", "filesLimit", "fieldsLimit"] as const) {
    reader.on(event, () => fail(new TooLarge("web.too_many_parts")));
  }
  await feed(ctx, reader).catch((cause) => {
    throw refusal ?? new BadRequest("web.broken_form", {}, { cause });
  });
  const files = (await Promise.all(writes)).filter((file) => file !== undefined);
  return { fields: new Values(pairs), files };
}

function readerOf(ctx: Context, { bytes, files = 1, fields = 200 }: UploadLimits): Busboy {
  if (!ctx.is("multipart/form-data")) throw new WrongType("web.file_expected");
  const limits = { fileSize: bytes, files, fields, fieldSize: 1_048_576, parts: fields + files, headerPairs: 50 };
  try {
    return busboy({ headers: ctx.req.headers, defParamCharset: "utf8", limits });
  } catch (cause) {
    throw new BadRequest("web.broken_form", {}, { cause });
  }
}

const feed = (ctx: Context, reader: Busboy): Promise<void> =>
  pipeline(ctx.req.iterator({ destroyOnReturn: false }), reader);

/** Writes one file; a field in which no file was chosen is none. */
async function store(
  stream: Readable,
  path: string,
  about: Pick<UploadedFile, "field" | "name" | "type">,
): Promise<UploadedFile | undefined> {
  const sink = createWriteStream(path, { flags: "wx", mode: 0o600 });
  await pipeline(stream, sink);
  return about.name === "" && sink.bytesWritten === 0 ? undefined : { ...about, path, bytes: sink.bytesWritten };
}

const fileName = (name: string | undefined): string =>
  basename((name ?? "").replaceAll("\\", "/"))
    .replace(/\p{Cc}/gu, "")
    .slice(0, 200);
