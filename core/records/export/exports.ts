// Lists as files. PostgreSQL writes the lines itself (COPY), so that a million rows cost no memory here.
import { createHash } from "node:crypto";
import { copyOut } from "../../db/copy.ts";
import type { Database, Transaction } from "../../db/database.ts";
import { type Actor, reach } from "../../kernel/actor.ts";
import { TooMany } from "../../kernel/errors.ts";
import type { Operations } from "../history/operations.ts";
import type { Kind } from "../kind.ts";
import { known } from "../query/columns.ts";
import type { ListQuery } from "../query/grammar.ts";
import { allow, scopeSql } from "../query/scope.ts";
import { type Asking, conditions } from "../query/select.ts";
import { Params, quoted } from "../query/sql.ts";
import { askingOf, type Through } from "../store/through.ts";
import { csvLine } from "./csv-line.ts";
import { type ExportColumn, exportColumns } from "./export-columns.ts";

export interface ExportsParts {
  readonly through: Through;
  readonly operations: Operations;
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
    // A wrong filter is told before the first byte, as it would be for the list.
    conditions(asking, query, new Params());
    const columns = exportColumns(this.#parts.through.kinds, asking.kind, query.fields);
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
    const { say } = this.#parts;
    const text =
      typeof label === "string"
        ? say(language, label)
        : (label[language] ?? label["en"] ?? Object.values(label)[0] ?? "");
    return part === "currency" ? `${text} (${say(language, "exports.currency")})` : text;
  }

  async *#lines(
    asking: Asking,
    query: Pick<ListQuery, "filter" | "q" | "sort">,
    columns: readonly ExportColumn[],
  ): AsyncGenerator<Uint8Array> {
    const { operations, through } = this.#parts;
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
      for await (const bytes of inOneTransaction(through.db, (trx) =>
        this.#copy(trx, asking, query, { columns, sent }),
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

  async *#copy(
    trx: Transaction,
    asking: Asking,
    query: Pick<ListQuery, "filter" | "q" | "sort">,
    to: { columns: readonly ExportColumn[]; sent: { rows: number } },
  ): AsyncGenerator<Uint8Array> {
    await trx.query({ text: "set local statement_timeout = 0" });
    await oneAtATime(trx, asking.actor);
    to.sent.rows = await chooseRows(trx, asking, query);
    await this.#writeLabels(trx, asking);
    const { columns } = to;
    const joins = columns.map(({ join }) => join).join("");
    const table = quoted(asking.kind.table);
    yield* copyOut(
      trx,
      `copy (select ${columns.map(({ sql }) => sql).join(", ")} from export_rows e join ${table} t on t.id = e.id${joins} order by e.place) to stdout with (format csv)`,
      this.#parts.through.db,
    );
  }

  /** Labels of options, for the joins of the copy. */
  async #writeLabels(trx: Transaction, { kind, actor }: Asking): Promise<void> {
    await trx.query({ text: "create temp table export_labels (path text, id text, label text) on commit drop" });
    const rows = kind.fields.flatMap((field) =>
      (field.schema["x-options"] ?? []).map(({ id, label }) => {
        const text =
          typeof label === "string"
            ? this.#parts.say(actor.language, label)
            : (label[actor.language] ?? label["en"] ?? Object.values(label)[0] ?? id);
        return { path: field.path, id, label: text };
      }),
    );
    const text =
      "insert into export_labels select * from jsonb_to_recordset($1::jsonb) as x(path text, id text, label text)";
    await trx.query({ text, values: [JSON.stringify(rows)] });
    await trx.query({ text: "analyze export_labels" });
  }
}

/** The ids of the rows, in order; everything typed by somebody ends here, as a parameter. */
async function chooseRows(
  trx: Transaction,
  asking: Asking,
  query: Pick<ListQuery, "filter" | "q" | "sort">,
): Promise<number> {
  const { actor, kind } = asking;
  const params = new Params();
  const scope = scopeSql(actor, kind, "export", { alias: "t", params });
  const where = [...conditions(asking, query, params), ...(scope ? [scope] : [])].join(" and ");
  await trx.query({ text: "create temp table export_rows (place bigint, id uuid) on commit drop" });
  const text = `insert into export_rows select row_number() over (order by ${orderOf(kind, query)}), t.id from ${quoted(kind.table)} t where ${where}`;
  await trx.query({ text, values: params.values });
  await trx.query({ text: "analyze export_rows" });
  const [row] = await trx.query<{ rows: number }>({ text: "select count(*)::int as rows from export_rows" });
  return row?.rows ?? 0;
}

function orderOf(kind: Kind, { sort = [] }: Pick<ListQuery, "sort">): string {
  const keys = sort.map(
    ({ field, direction }) =>
      `t.${quoted(known(kind, field).columns[0] ?? "id")} ${direction === "desc" ? "desc" : "asc"} nulls last`,
  );
  return [...keys, "t.created_at", "t.id"].join(", ");
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
    for await (const bytes of work(trx)) {
      await writer.ready;
      await writer.write(bytes);
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
