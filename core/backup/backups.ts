// The backups of an installation: a folder with a file each, and beside it what is known of it.
import { createWriteStream } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type { Database } from "../db/database.ts";
import { Conflict, NotFound } from "../kernel/errors.ts";
import { BackupFailed } from "./failures.ts";
import { prepare, takeIn } from "./arriving.ts";
import { type DrillOutcome, drill } from "./drill.ts";
import { type Progress, progressIn, tellProgress } from "./progress.ts";
import { look, restore, type Source } from "./read.ts";
import { Locking } from "./vault.ts";
import { contents, type Manifest, type Start } from "./write.ts";

export interface BackupsNeeds {
  /** For statements that take long, with two connections. */
  open(): Database;
  /** Where backups lie. */
  readonly folder: string;
  /** Where the files of records lie. */
  readonly files: string;
  readonly secret: string;
  readonly secretPrevious: string | undefined;
}

/** What is known of one backup. */
export interface BackupLine {
  readonly name: string;
  readonly createdAt: string;
  readonly bytes: number;
  readonly tables: number;
  readonly rows: number;
  readonly files: number;
  /** The last time it was restored to see that it can be; null when never. */
  readonly drilledAt: string | null;
  readonly drill: DrillOutcome | null;
}

/** Days after which a test of restoring says little about today's backups. */
export const DRILL_DAYS = 30;

/** True when one of them was restored well lately. */
export const hasFreshDrill = (lines: readonly BackupLine[]): boolean =>
  lines.some(({ drill, drilledAt }) => drill?.ok && Date.now() - Date.parse(drilledAt ?? "") < DRILL_DAYS * 86_400_000);

const shape = /^trellis-\d{8}T\d{6}Z\.backup$/;

export class Backups {
  readonly #needs: BackupsNeeds;

  constructor(needs: BackupsNeeds) {
    this.#needs = needs;
  }

  get folder(): string {
    return this.#needs.folder;
  }

  /** How far one is that is being made, in whichever process. */
  async progress(): Promise<Progress | undefined> {
    return await progressIn(this.#needs.folder);
  }

  /** The newest first. */
  async list(): Promise<BackupLine[]> {
    const names = (await readdir(this.#needs.folder).catch(() => [])).filter((name) => shape.test(name));
    const lines = await Promise.all(names.map(async (name) => await this.#line(name)));
    return lines.toSorted((a, b) => (a.name < b.name ? 1 : -1));
  }

  /** Makes one beside everybody's work. What goes wrong leaves the ones before as they were, and no half one. */
  async create(signal?: AbortSignal): Promise<BackupLine> {
    const { folder, secret } = this.#needs;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await this.#tidy();
    const name = `trellis-${new Date().toISOString().replace(/[-:]|\.\d+/g, "")}.backup`;
    const half = join(folder, `${name}.half`);
    const facts: Facts = { done: 0, of: 0, bytes: () => 0 };
    const startedAt = new Date().toISOString();
    const telling = tellProgress(folder, () => ({
      name,
      startedAt,
      tables: facts.done,
      ofTables: facts.of,
      bytes: facts.bytes(),
    }));
    try {
      await this.#write(half, new Locking(secret), facts, signal);
      await this.#note(name, lineFacts(facts));
      await rename(half, join(folder, name));
    } catch (error) {
      await rm(half, { force: true });
      const { code } = error as NodeJS.ErrnoException;
      if (code === "ENOSPC" || code === "EDQUOT")
        throw new BackupFailed("backups.disk_full", { folder }, { cause: error });
      throw error;
    } finally {
      await telling.end();
    }
    return await this.#line(name);
  }

  /** Restores it into a database of its own that is thrown away, and compares. Throws BackupUnusable for one that is damaged. */
  async verify(name: string): Promise<DrillOutcome> {
    const source = await this.#source(name);
    const outcome = await drill(source, this.#needs.folder);
    await this.#note(name, { drilledAt: new Date().toISOString(), drill: outcome });
    return outcome;
  }

  /** Puts the installation back to it. Until all of it stands, nothing is changed. Answers where the files from before lie. */
  async restore(name: string, { force }: { readonly force: boolean }): Promise<string> {
    const source = await this.#source(name);
    const db = this.#needs.open();
    try {
      await refuse(db, force);
      await look(source);
      return await this.#restore(db, source);
    } finally {
      await db.close();
    }
  }

  /** Keeps the newest so many. */
  async prune(keep: number): Promise<void> {
    for (const { name } of (await this.list()).slice(keep)) {
      await rm(join(this.#needs.folder, name), { force: true });
      await rm(this.#notes(name), { force: true });
    }
  }

  async #write(path: string, locking: Locking, facts: Facts, signal?: AbortSignal) {
    const db = this.#needs.open();
    const told = (one: Start | Manifest): void =>
      void Object.assign(facts, "schema" in one ? { start: one } : { manifest: one });
    try {
      await db.transaction(async (trx) => {
        const tables = (done: number, of: number): void => void Object.assign(facts, { done, of });
        const source = Readable.from(contents(trx, { pool: db, folder: this.#needs.files, tables }, told), {
          objectMode: false,
        });
        const file = createWriteStream(path, { mode: 0o600, flags: "wx", flush: true });
        facts.bytes = () => file.bytesWritten;
        await pipeline(source, createGzip({ level: 4 }), locking, file, ...(signal ? [{ signal }] : []));
      });
    } finally {
      await db.close();
    }
  }

  async #restore(db: Database, source: Source): Promise<string> {
    const { files } = this.#needs;
    await restore(db, source, await prepare(files));
    return (await takeIn(db, files)) ?? "";
  }

  async #source(name: string): Promise<Source> {
    const path = shape.test(name) ? join(this.#needs.folder, name) : name;
    if (!(await stat(path).catch(() => undefined))?.isFile()) throw new NotFound("backups.not_found", { name });
    const { secret, secretPrevious } = this.#needs;
    return { path, secrets: secretPrevious === undefined ? [secret] : [secret, secretPrevious] };
  }

  async #line(name: string): Promise<BackupLine> {
    const known = await readFile(this.#notes(name), "utf8").then(
      (text) => JSON.parse(text) as Partial<BackupLine>,
      () => ({}),
    );
    const { size, mtime } = await stat(join(this.#needs.folder, name));
    const unknown = { createdAt: mtime.toISOString(), tables: 0, rows: 0, files: 0, drilledAt: null, drill: null };
    return { ...unknown, ...known, name, bytes: size };
  }

  async #note(name: string, facts: Partial<BackupLine>): Promise<void> {
    if (!shape.test(name)) return;
    const path = this.#notes(name);
    const before = await readFile(path, "utf8").then(
      (text) => JSON.parse(text) as object,
      () => ({}),
    );
    await writeFile(`${path}.half`, JSON.stringify({ ...before, ...facts }), { mode: 0o600, flush: true });
    await rename(`${path}.half`, path);
  }

  readonly #notes = (name: string): string => join(this.#needs.folder, `${name}.json`);

  /** What a process that was killed left behind. */
  async #tidy(): Promise<void> {
    const halves = (await readdir(this.#needs.folder)).filter((name) => name.endsWith(".half"));
    const old = async (name: string): Promise<boolean> =>
      Date.now() - (await stat(join(this.#needs.folder, name))).mtimeMs > 3_600_000;
    for (const name of halves) if (await old(name)) await rm(join(this.#needs.folder, name), { force: true });
  }
}

/** What is known of one while it is made. */
interface Facts {
  start?: Start;
  manifest?: Manifest;
  done: number;
  of: number;
  bytes: () => number;
}

function lineFacts({ start, manifest }: Pick<Facts, "start" | "manifest">): Partial<BackupLine> {
  const tables = manifest?.tables ?? [];
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  return { createdAt: start?.createdAt ?? "", tables: tables.length, rows, files: manifest?.files.length ?? 0 };
}

const used = `select to_regclass('public.changes') is not null as used,
  (select count(*)::int from pg_stat_activity where datname = current_database() and application_name = 'trellis application') as running`;

/** Nothing is overwritten by mistake, and nothing under the hands of those who work. */
async function refuse(db: Database, force: boolean): Promise<void> {
  const [found] = await db.query<{ used: boolean; running: number }>({ text: used });
  if (found?.running) throw new Conflict("backups.server_is_running");
  if (found?.used && !force) throw new Conflict("backups.not_empty");
}
