// Files of records: the bytes in the data folder under an id of ours, what is known about them in the data base.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { copyFile, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Database } from "../../db/database.ts";
import { type Actor, may } from "../../kernel/actor.ts";
import { NotAllowed, NotFound } from "../../kernel/errors.ts";
import { isId, newId } from "../../kernel/ids.ts";
import type { FileRef } from "../fields/types/file.ts";
import type { Kinds } from "../kinds.ts";
import type { Records } from "../records.ts";
import { isNamed } from "./named.ts";
import { typeOf } from "./sniff.ts";

/** Bytes of one file, and files that one request may bring. */
export const fileLimits = { bytes: 25_000_000, files: 20 } as const;

/** A file as it lies somewhere for a moment. */
export interface Arrived {
  readonly name: string;
  readonly type: string;
  readonly path: string;
  readonly bytes: number;
}

export interface FilesParts {
  readonly db: Database;
  readonly kinds: Kinds;
  readonly records: Records;
  /** The data folder. */
  readonly folder: string;
}

interface FileRow extends FileRef {
  readonly kind: string;
  readonly recordId: string | null;
  readonly uploadedBy: string;
}

const HOURS_LOOSE = 24;

export class Files {
  readonly #parts: FilesParts;

  constructor(parts: FilesParts) {
    this.#parts = parts;
  }

  /** Keeps a file that a record of this kind will name; whatever no record names within a day is forgotten. */
  async keep(actor: Actor, kindName: string, file: Arrived): Promise<FileRef> {
    const kind = this.#parts.kinds.get(kindName);
    const mayWrite = ["create", "change"].some((action) => may(actor, `${kind.plural}.${action}`));
    if (!mayWrite) throw new NotAllowed("security.not_allowed", { permission: `${kind.plural}.change` });
    const name = tidyName(file.name);
    const type = await typeOf(file.path, { name, type: tidyType(file.type) });
    const ref = { id: newId(), name, type, bytes: file.bytes };
    const hash = createHash("sha256");
    await pipeline(createReadStream(file.path), hash);
    await mkdir(this.#folderOf(ref.id), { recursive: true, mode: 0o700 });
    await copyFile(file.path, this.#pathOf(ref.id));
    const text =
      "insert into files (id, name, type, bytes, sha256, kind, uploaded_by) values ($1, $2, $3, $4, $5, $6, $7)";
    const values = [ref.id, ref.name, ref.type, ref.bytes, hash.digest("hex"), kind.name, actor.id];
    await this.#parts.db.query({ text, values });
    return ref;
  }

  /** A file with its bytes, for whoever sees the field of the record that names it, or did. */
  async open(actor: Actor, id: string): Promise<{ readonly file: FileRef; readonly bytes: Readable }> {
    const row = await this.#find(id);
    if (!row || !(await this.#maySee(actor, row))) throw new NotFound("files.not_found");
    return { file: row, bytes: createReadStream(this.#pathOf(row.id)) };
  }

  /** The kind of the record that names it; undefined when there is no such file. */
  async kindOf(id: string): Promise<string | undefined> {
    return (await this.#find(id))?.kind;
  }

  /** Forgets what was uploaded and never named, or whose record was erased. */
  async forget(): Promise<number> {
    const text = `delete from files where record_id is null and uploaded_at < now() - make_interval(hours => $1) returning id`;
    const rows = await this.#parts.db.query<{ id: string }>({ text, values: [HOURS_LOOSE] });
    for (const { id } of rows) await rm(this.#pathOf(id), { force: true });
    return rows.length;
  }

  async #find(id: string): Promise<FileRow | undefined> {
    if (!isId(id)) return undefined;
    const text = `select id, name, type, bytes::float8 as bytes, kind, record_id as "recordId", uploaded_by as "uploadedBy" from files where id = $1`;
    const [row] = await this.#parts.db.query<FileRow & object>({ text, values: [id] });
    return row;
  }

  async #maySee(actor: Actor, { id, kind, recordId, uploadedBy }: FileRow): Promise<boolean> {
    if (recordId === null) return uploadedBy === actor.id;
    const { db, kinds, records } = this.#parts;
    const seen = kinds.seenBy(actor).find(kind);
    const record = seen && (await records.find(actor, kind, recordId, { trash: true }));
    return record ? await isNamed(db, seen, record, id) : false;
  }

  #folderOf(id: string): string {
    return join(this.#parts.folder, "files", id.slice(-2));
  }

  #pathOf(id: string): string {
    return join(this.#folderOf(id), id);
  }
}

const tidyName = (name: string): string =>
  name
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}/\\]/gu, " ")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, 150)
    .toWellFormed()
    .trim() || "file";

const tidyType = (type: string): string => {
  const plain = type.toLowerCase().split(";")[0]?.trim() ?? "";
  return /^[a-z0-9.+-]{1,60}\/[a-z0-9.+-]{1,80}$/.test(plain) ? plain : "application/octet-stream";
};
