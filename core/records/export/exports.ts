// Lists as files. PostgreSQL writes the lines itself (COPY), so that a million rows cost no memory here.
import { randomBytes } from "node:crypto";
import { copyOut } from "../../db/copy.ts";
import type { Database, Transaction } from "../../db/database.ts";
import type { Reader } from "../../db/reader.ts";
import type { Actor } from "../../kernel/actor.ts";
import { NotAllowed } from "../../kernel/errors.ts";
import { mayTakeOut } from "../../security/may-take-out.ts";
import type { Option } from "../fields/field.ts";
import { optionsOf } from "../fields/types/choice.ts";
import { pathText } from "../fields/types/tree.ts";
import type { Operations } from "../history/operations.ts";
import { known } from "../query/columns.ts";
import { orderOf } from "../query/order.ts";
import type { ListQuery } from "../query/grammar.ts";
import { allow, scopeSql } from "../query/scope.ts";
import { type Asking, conditions } from "../query/select.ts";
import { Params, quoted } from "../query/sql.ts";
import { askingOf, type Through } from "../store/through.ts";
import { type Budget, clients, limitOf } from "./budget.ts";
import type { Wanted } from "./export-requests.ts";
import { csvLine } from "./csv-line.ts";
import { prepareCopy } from "./copy-sql.ts";
import { type ExportColumn, exportColumns } from "./export-columns.ts";
import { markedAt, markOf } from "./mark.ts";
import { type Bait, baitOf } from "./marks/bait.ts";
import { baitAddress } from "./marks/bait-address.ts";
import { type Marks, markRows } from "./marks/mark-rows.ts";
import { type Opening, summaryOf } from "./opening.ts";
import { afterTheOther, oneAtATime } from "./one-at-a-time.ts";
import { inOneTransaction } from "./streamed.ts";
import { type Leaving, type ListWatch, told } from "./told.ts";

export interface ExportsParts {
  readonly budget: Budget;
  readonly through: Through;
  readonly operations: Operations;
  readonly reader: Reader;
  readonly watch: ListWatch;
  say(language: string, key: string, values?: Readonly<Record<string, string | number>>): string;
}

export interface Export {
  /** Under which it stands in the register. */
  readonly number: number;
  /** The line that says who took it out; undefined for programs, and for lists that are not of clients. */
  readonly mark: string | undefined;
  /** Somebody who is in this list alone. */
  readonly bait: Bait | undefined;
  readonly columns: readonly ExportColumn[];
  /** What stands over each column, in the actor's language. */
  readonly headers: readonly string[];
  readonly leaving: Leaving;
  /** CSV without the header, in parts as they come. */
  readonly lines: AsyncIterable<Uint8Array>;
}

/** Somebody else has to agree first. */
export class NeedsApproval extends NotAllowed {}

/** Bytes of what marks a list. */
const SEED = 16;

export class Exports {
  readonly #parts: ExportsParts;

  constructor(parts: ExportsParts) {
    this.#parts = parts;
  }

  /** Opens an export of what a list shows; what was taken out, by whom, is recorded. One at a time per person. */
  async open(
    actor: Actor,
    kindName: string,
    query: Wanted = {},
    { agreed = false, carried = false }: Opening = {},
  ): Promise<Export> {
    const asking = await this.#asking(actor, kindName, query);
    // Told before anything is counted or sent; the file itself holds the place from its first row to its last.
    await this.#parts.through.db.transaction((trx) => afterTheOther(trx, actor));
    const columns = exportColumns(asking.kinds, asking.kind, query.fields);
    if (!agreed) await this.#withinBudget(asking, query);
    const headers = columns.map((column) => this.#headerOf(column, actor.language));
    const sent = { rows: 0 };
    const { number, marks } = await this.#number(asking, query, carried ? columns : undefined);
    const honey = await this.#honey(asking, query);
    const right = `${asking.kind.plural}.export`;
    const leaving = { actor, kind: kindName, right, summary: summaryOf(number, query, columns), sent, honey };
    const copied = this.#copied(asking, query, { columns, sent });
    const lines = this.told(leaving, marks ? markRows(copied, marks) : copied);
    const mark = marks && this.#mark(asking, number);
    return { number, mark, bait: marks?.bait, columns, headers, leaving, lines };
  }

  /** Writes down that a list leaves in these bytes, before the first and after the last. */
  told(leaving: Leaving, bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    const { through, operations, watch } = this.#parts;
    return told({ db: through.db, operations, watch }, leaving, bytes);
  }

  /** Its number, and for lists of clients that people carry around what they carry unseen. */
  async #number(
    { actor, kind }: Asking,
    { sort }: Wanted,
    columns: readonly ExportColumn[] | undefined,
  ): Promise<{ number: number; marks: Marks | undefined }> {
    const { db } = this.#parts.through;
    const isMarked = columns !== undefined && clients.has(kind.name);
    const seed = isMarked ? randomBytes(SEED) : undefined;
    const address = seed && (await baitAddress(db));
    const bait = seed && address !== undefined ? baitOf(seed, address) : undefined;
    const text =
      "insert into export_numbers (actor_id, kind, seed, bait) values ($1, $2, $3, $4) returning number::int";
    const values = [actor.id, kind.name, seed ?? null, bait?.email ?? null];
    const [row] = await db.query<{ number: number }>({ text, values });
    const marks = seed && columns && { seed, columns, title: kind.titleField, mayOrder: !sort?.length, bait };
    return { number: row?.number ?? 0, marks };
  }

  #mark({ actor }: Asking, number: number): string {
    const values = { number: String(number), name: actor.name, at: markedAt(new Date()) };
    return markOf(this.#parts.say(actor.language, "exports.mark", values));
  }

  /** How many rows it would be; refused like the file itself, as far as rights and the question go. */
  async rows(actor: Actor, kindName: string, query: Wanted): Promise<number> {
    const asking = await this.#asking(actor, kindName, query);
    return (await this.#ids(asking, query)).length;
  }

  async #asking(actor: Actor, kindName: string, query: Wanted): Promise<Asking> {
    const asking = await askingOf(this.#parts.through, actor, kindName);
    allow(actor, `${asking.kind.plural}.export`);
    mayTakeOut(actor);
    for (const path of query.fields ?? []) known(asking.kind, path);
    // A wrong filter or order is told before the first byte, as it would be for the list.
    conditions(asking, query, new Params());
    orderOf(asking.kind, query.sort);
    return asking;
  }

  /** Whoever has a budget takes a day's clients out by themselves, and how to reach them with somebody else's yes. */
  async #withinBudget(asking: Asking, query: Wanted): Promise<void> {
    const { actor, kind } = asking;
    if (limitOf(actor, kind.name) === undefined) return;
    const fields = query.fields?.map((path) => known(kind, path)) ?? kind.fields;
    const ids = await this.#ids(asking, query);
    const reaches = fields.some(({ type }) => REACHES.has(type.name));
    if (reaches || !(await this.#parts.budget.covers(actor, kind.name, ids)))
      throw new NeedsApproval("exports.needs_approval");
    await this.#parts.budget.take(actor, kind.name, ids);
  }

  async #ids(asking: Asking, query: Wanted): Promise<string[]> {
    return await this.#found(asking, query, `limit ${MOST_COUNTED}`);
  }

  /** Those of these records that the right to take them out reaches. */
  async within(actor: Actor, kindName: string, ids: readonly string[]): Promise<ReadonlySet<string>> {
    const kind = this.#parts.through.kinds.seenBy(actor).get(kindName);
    const params = new Params();
    const scope = scopeSql(actor, kind, "export", { alias: "t", params }) || "true";
    const text = `select t.id from ${quoted(kind.table)} t where t.id = any(${params.add(ids, "uuid[]")}) and ${scope}`;
    return new Set(
      (await this.#parts.through.db.query<{ id: string }>({ text, values: params.values })).map(({ id }) => id),
    );
  }

  /** Marked records among them. */
  async #honey(asking: Asking, query: Wanted): Promise<string[]> {
    const marked = "and exists (select from honey_records h where h.record_id = t.id and h.kind = ";
    return await this.#found(asking, query, (params) => `${marked}${params.add(asking.kind.name, "text")})`);
  }

  async #found(asking: Asking, query: Wanted, more: string | ((params: Params) => string)): Promise<string[]> {
    const { actor, kind } = asking;
    const params = new Params();
    const scope = scopeSql(actor, kind, "export", { alias: "t", params });
    const where = [...conditions(asking, query, params), ...(scope ? [scope] : [])].join(" and ");
    const rest = typeof more === "string" ? more : more(params);
    const text = `select t.id from ${quoted(kind.table)} t where ${where} ${rest}`;
    return (await this.#parts.through.db.query<{ id: string }>({ text, values: params.values })).map(({ id }) => id);
  }

  /** The whole file: byte order mark for spreadsheets, header, lines. */
  async *csv(actor: Actor, kind: string, query: ListQuery = {}): AsyncGenerator<Uint8Array> {
    yield* this.whole(await this.open(actor, kind, query));
  }

  async *whole({ headers, lines, mark }: Export): AsyncGenerator<Uint8Array> {
    // The header leaves with the first rows: a list that may not leave yet has not begun.
    let header: Buffer | undefined = Buffer.from(`\uFEFF${csvLine(headers)}`);
    for await (const piece of lines) {
      if (header) yield header;
      header = undefined;
      yield piece;
    }
    if (header) yield header;
    if (mark !== undefined) yield Buffer.from(csvLine([mark]));
  }

  #headerOf({ label, part }: ExportColumn, language: string): string {
    const text = this.#read(label, language);
    return part === "currency" ? `${text} (${this.#parts.say(language, "exports.currency")})` : text;
  }

  async *#copied(
    asking: Asking,
    query: Pick<ListQuery, "filter" | "q" | "sort">,
    to: { columns: readonly ExportColumn[]; sent: { rows: number } },
  ): AsyncGenerator<Uint8Array> {
    const pool = await this.#parts.reader.database();
    yield* inOneTransaction(pool, (trx) => this.#copy(trx, asking, query, { ...to, pool }));
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

/** More than this is not counted one by one: no budget is as wide. */
const MOST_COUNTED = 1_000_001;
/** Types of fields by which somebody is reached. */
const REACHES = new Set(["email", "phone", "channels"]);
