// Taking a file in: kept, read, profiled, with a first plan. The same file twice is one import.
import { createHash } from "node:crypto";
import type { Transaction } from "../../db/database.ts";
import type { Actor } from "../../kernel/actor.ts";
import { Conflict } from "../../kernel/errors.ts";
import { newId } from "../../kernel/ids.ts";
import type { Kind } from "../kind.ts";
import type { Through } from "../store/through.ts";
import type { Say } from "./convert/options.ts";
import { limits } from "./file/limits.ts";
import { type LayoutWish, readTable } from "./file/read-table.ts";
import { FileRefused } from "./file/refusal.ts";
import type { FileSource } from "./file/source.ts";
import type { Import } from "./import-record.ts";
import { changeImport, findMapping, findSameFile, insertImport } from "./import-table.ts";
import { fingerprintOf, type Plan } from "./plan/plan.ts";
import { planFrom } from "./plan/plan.schema.ts";
import type { ImportsParts } from "./imports-parts.ts";
import { type ImportPreset, presetFor, withPreset } from "./plan/preset.ts";
import { proposePlan } from "./plan/propose.ts";
import { countRows, keepFile, keptFile, stage } from "./staging.ts";

export class Uploads {
  readonly #db: Through["db"];
  readonly #say: Say;
  readonly #presets: ImportsParts["presets"];

  constructor({ through, say, presets }: Pick<ImportsParts, "through" | "say" | "presets">) {
    this.#db = through.db;
    this.#say = say;
    this.#presets = presets;
  }

  /** Answers the id of the import; a file that waits already is not taken in twice. */
  async take(
    actor: Actor,
    kind: Kind,
    file: FileSource,
    { layout, again = false }: { layout?: LayoutWish | undefined; again?: boolean | undefined },
  ): Promise<string> {
    const measures = await measured(file);
    const { id, fresh } = await this.#begin(actor, kind, { file, ...measures }, again);
    if (!fresh) return id;
    try {
      await this.read(id, kind, file, layout);
    } catch (error) {
      await this.#db.query({ text: "delete from imports where id = $1", values: [id] });
      throw error;
    }
    return id;
  }

  /** Reads the file (again, in another way): rows, profile, and a plan that fits its columns. */
  async read(id: string, kind: Kind, file: FileSource, wish: LayoutWish | undefined): Promise<void> {
    const table = await readTable(file, wish);
    await this.#db.transaction(async (trx) => {
      await trx.query({ text: "set local statement_timeout = 0" });
      const scan = await stage(trx, id, table);
      if (scan.rows === 0) throw new FileRefused("imports.no_rows");
      const { headers, layout, typed, notes } = table;
      const profile = scan.profiles();
      const fingerprint = fingerprintOf(headers);
      const { plan, known } = await this.#firstPlan(trx, { kind, headers, profile, say: this.#say }, fingerprint);
      await changeImport(trx, id, {
        headers,
        layout,
        typed,
        notes: known ? [{ code: "preset", values: { name: known.name } }, ...notes] : notes,
        profile,
        fingerprint,
        plan,
        rows: scan.rows,
        state: "ready",
        checked: null,
      });
    });
  }

  async readAgain(one: Import, kind: Kind, wish: LayoutWish): Promise<void> {
    await this.read(one.id, kind, keptFile(this.#db, one.id, one.fileName), { ...chosen(one), ...wish });
  }

  /** After a crash of the database the staged rows are gone; the file is not. */
  async restage(one: Import): Promise<void> {
    if ((await countRows(this.#db, one.id)) === one.rows) return;
    const table = await readTable(keptFile(this.#db, one.id, one.fileName), chosen(one));
    await this.#db.transaction(async (trx) => {
      await trx.query({ text: "set local statement_timeout = 0" });
      await stage(trx, one.id, table);
    });
  }

  /** Two tabs and a double click take turns: the second finds what the first has made. */
  async #begin(
    actor: Actor,
    kind: Kind,
    { file, hash, bytes }: { file: FileSource; hash: string; bytes: number },
    again: boolean,
  ): Promise<{ id: string; fresh: boolean }> {
    return await this.#db.transaction(async (trx) => {
      await trx.query({
        text: "select pg_advisory_xact_lock(hashtextextended($1, 7))",
        values: [`${kind.name} ${hash}`],
      });
      const same = await findSameFile(trx, kind.name, hash);
      const open = same.find((one) => isWaiting(one) && one.actorId === actor.id);
      if (open) return { id: open.id, fresh: false };
      const done = same.find((one) => !isWaiting(one));
      if (done && !again)
        throw new Conflict("imports.same_file", { file: done.fileName, at: done.createdAt, id: done.id });
      const id = newId();
      await insertImport(trx, {
        id,
        kind: kind.name,
        fileName: file.name.slice(0, 200),
        fileHash: hash,
        fileBytes: bytes,
        actorId: actor.id,
      });
      await keepFile(trx, id, file);
      return { id, fresh: true };
    });
  }

  /** As these columns were mapped the last time, else as the system they come from calls them, else as their names suggest. */
  async #firstPlan(
    trx: Transaction,
    about: Parameters<typeof proposePlan>[0],
    fingerprint: string,
  ): Promise<FirstPlan> {
    const saved = await findMapping(trx, about.kind.name, fingerprint);
    if (saved !== undefined) return { plan: planFrom(saved) };
    const known = presetFor(this.#presets(), about.kind.name, about.headers);
    const plan = proposePlan(about);
    return known ? { plan: withPreset(plan, known, about.kind), known } : { plan };
  }
}

interface FirstPlan {
  readonly plan: Plan;
  /** The system whose columns these are. */
  readonly known?: ImportPreset;
}

/** True for an import that has not begun. */
export const isWaiting = ({ state }: Pick<Import, "state">): boolean => state === "ready" || state === "checked";

/** The layout as it was found or chosen, as a wish for the next reading. */
function chosen({ layout: { encoding, delimiter, quote, headerRow, sheet } }: Import): LayoutWish {
  return { encoding, delimiter, quote, headerRow, sheet };
}

async function measured(file: FileSource): Promise<{ hash: string; bytes: number }> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const part of file.open()) {
    hash.update(part);
    bytes += part.length;
    if (bytes > limits.fileBytes)
      throw new FileRefused("imports.file_too_large", { megabytes: limits.fileBytes / 1e6 });
  }
  return { hash: hash.digest("hex"), bytes };
}
