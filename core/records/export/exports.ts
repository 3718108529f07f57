// Lists as files. PostgreSQL writes the lines itself (COPY), so that a million rows cost no memory here.
import { createHash } from "node:crypto";
import { copyOut } from "../../db/copy.ts";
import { type Database, sqlState, type Transaction } from "../../db/database.ts";
import type { Reader } from "../../db/reader.ts";
import { type Actor, reach } from "../../kernel/actor.ts";
import { TooMany, Unavailable } from "../../kernel/errors.ts";
import type { Option } from "../fields/field.ts";
import { optionsOf } from "../fields/types/choice.ts";
import { pathText } from "../fields/types/tree.ts";
import type { Operations } from "../history/operations.ts";
import { known } from "../query/columns.ts";
import { orderOf } from "../query/order.ts";
import type { ListQuery } from "../query/grammar.ts";
import { allow } from "../query/scope.ts";
import { type Asking, conditions } from "../query/select.ts";
import { Params } from "../query/sql.ts";
import { askingOf, type Through } from "../store/through.ts";
import { csvLine } from "./csv-line.ts";
import { prepareCopy } from "./copy-sql.ts";
import { type ExportColumn, exportColumns } from "./export-columns.ts";

export interface ExportsParts {
  readonly through: Through;
  readonly operations: Operations;
  readonly reader: Reader;
  say(language: string, key: string): string;
}

export interface Export {
  readonly columns: readonly ExportColumn[];
  /** What stands over each column, in the actor's language. */
  readonly headers: readonly string[];
  /** CSV without the header, in parts as they come. */
  readonly lines: AsyncIterable<Uint8Array>;
}

export class Exports {
  readonly #parts: ExportsParts;

  constructor(parts: ExportsParts) {
    this.#parts = parts;
  }

  /** Opens an export of what a list shows; what was taken out, by whom, is recorded. One at a time per person. */
  async open(
    actor: Actor,
    kindName: string,
    query: Pick<ListQuery, "filter" | "q" | "sort" | "fields"> = {},
  ): Promise<Export> {
    const asking = await askingOf(this.#parts.through, actor, kindName);
    allow(actor, `${asking.kind.plural}.export`);
    for (const path of query.fields ?? []) known(asking.kind, path);
    // A wrong filter or order is told before the first byte, as it would be for the list.
    conditions(asking, query, new Params());
    orderOf(asking.kind, query.sort);
    const columns = exportColumns(asking.kinds, asking.kind, query.fields);
    const headers = columns.map((column) => this.#headerOf(column, actor.language));
    return { columns, headers, lines: this.#lines(asking, query, columns) };
  }

  /** The whole file: byte order mark for spreadsheets, header, lines. */
  async *csv(actor: Actor, kind: string, query: ListQuery = {}): AsyncGenerator<Uint8Array> {
    const { headers, lines } = await this.open(actor, kind, query);
    yield* this.whole(headers, lines);
  }

  async *whole(headers: readonly string[], lines: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    yield Buffer.from(`\uFEFF${csvLine(headers)}`);
    yield* lines;
  }

  #headerOf({ label, part }: ExportColumn, language: string): string {
    const text = this.#read(label, language);
    return part === "currency" ? `${text} (${this.#parts.say(language, "exports.currency")})` : text;
  }

  async *#lines(
    asking: Asking,
    query: Pick<ListQuery, "filter" | "q" | "sort">,
    columns: readonly ExportColumn[],
  ): AsyncGenerator<Uint8Array> {
    const { operations, reader } = this.#parts;
    const { actor, kind } = asking;
    const id = await operations.begin(actor, {
      type: "export",
      kind: kind.name,
      summary: { filter: query.filter ?? null, q: query.q ?? "", columns: columns.map(({ path }) => path) },
    });
    const hash = createHash("sha256");
    const sent = { rows: 0, bytes: 0 };
    let state: "applied" | "failed" = "failed";
    try {
      const pool = await reader.database();
      for await (const bytes of inOneTransaction(pool, (trx) =>
        this.#copy(trx, asking, query, { columns, sent, pool }),
      )) {
        hash.update(bytes);
        sent.bytes += bytes.length;
        yield bytes;
      }
      state = "applied";
    } finally {
      await operations.put(id, state, { ...sent, sha256: hash.digest("hex") });
    }
  }

  /** All of it from one moment, whatever is written meanwhile. */
  async *#copy(
    trx: Transaction,
    asking: Asking,
    query: Pick<ListQuery, "filter" | "q" | "sort">,
    to: { columns: readonly ExportColumn[]; sent: { rows: number }; pool: Database },
  ): AsyncGenerator<Uint8Array> {
    await trx.query({ text: "set transaction isolation level repeatable read, read only" });
    await trx.query({ text: "set local statement_timeout = 0" });
    await oneAtATime(trx, asking.actor);
    const sql = await prepareCopy(trx, asking, query, { columns: to.columns, options: this.#labels(asking) });
    to.sent.rows = yield* copyOut(trx, sql, to.pool);
  }

  /** Labels of options in the actor's language, by path and id. */
  #labels({ kind, actor: { language } }: Asking): Record<string, Record<string, string>> {
    const paths = kind.fields.map(({ path, schema, type }) => {
      if (type.name === "autoNumber") return [path, { prefix: schema["x-prefix"] ?? "" }];
      const read = (label: Option["label"]) => this.#read(label, language);
      const named = ({ id, label }: Option) => (type.name === "tree" ? pathText(schema, id, read) : read(label) || id);
      return [path, Object.fromEntries(optionsOf(schema).map((option) => [option.id, named(option)]))];
    });
    return Object.fromEntries(paths) as Record<string, Record<string, string>>;
  }

  #read(label: Option["label"], language: string): string {
    if (typeof label === "string") return this.#parts.say(language, label);
    return label[language] ?? label["en"] ?? Object.values(label)[0] ?? "";
  }
}

async function oneAtATime(trx: Transaction, actor: Actor): Promise<void> {
  if (reach(actor, "operations.read") === "all" && actor.kind === "system") return;
  const text = "select pg_try_advisory_xact_lock(hashtextextended($1, 11)) as free";
  const [row] = await trx.query<{ free: boolean }>({ text, values: [`export ${actor.id}`] });
  if (!row?.free) throw new TooMany("exports.one_at_a_time", { seconds: 30 });
}

/** Bytes out of a transaction that lives as long as they are being taken. */
async function* inOneTransaction(
  db: Database,
  work: (trx: Transaction) => AsyncGenerator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const pipe = new TransformStream<Uint8Array, Uint8Array>(undefined, { highWaterMark: 4 }, { highWaterMark: 4 });
  const writer = pipe.writable.getWriter();
  const done = db.transaction(async (trx) => {
    try {
      for await (const bytes of work(trx)) {
        await writer.ready;
        await writer.write(bytes);
      }
    } catch (error) {
      // A replica breaks off what is in the way of its replaying. Begun anew, the file would hold its first rows twice.
      throw sqlState(error) === "40001" ? new Unavailable("db.unavailable", { seconds: 5 }, { cause: error }) : error;
    }
  });
  done
    .then(
      () => writer.close(),
      (error: unknown) => writer.abort(error),
    )
    .catch(() => undefined);
  try {
    yield* pipe.readable;
  } finally {
    // Whoever goes away early has the transaction rolled back before anything else happens.
    await done.catch(() => undefined);
  }
  await done;
}
