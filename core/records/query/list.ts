import type { Queryable } from "../../db/database.ts";
import { BadRequest } from "../../kernel/errors.ts";
import type { Rec } from "../record.ts";
import { rowValues } from "./column-sql.ts";
import type { Cursor, Cursors } from "./cursor.ts";
import type { Around, ListPage, ListQuery, ListText } from "./grammar.ts";
import { firstSegment, type Order, orderOf } from "./order.ts";
import { allow } from "./scope.ts";
import { type Asking, conditions, listSelect, type Paging, type Select } from "./select.ts";
import type { Form, Row } from "./selected.ts";
import { Params, nameFor, quoted } from "./sql.ts";

const USUAL = 25;
const MOST = 200;
/** Counted exactly up to here; beyond it people read "10,000+". */
export const EXACT_UP_TO = 10_000;

interface Through {
  readonly db: Queryable;
  readonly cursors: Cursors;
}

/** One page of records in their order, and where the next begins. */
export async function listRecords(asking: Asking, query: ListQuery, through: Through): Promise<ListPage<Rec>> {
  const { rows, select, ...page } = await findPage(asking, query, "record", through);
  return { data: rows.map(select.read), ...page };
}

/** The same page with its records as JSON. */
export async function listText(asking: Asking, query: ListQuery, through: Through): Promise<ListText> {
  const { rows, select, ...page } = await findPage(asking, query, "json", through);
  return { data: `[${rows.map(select.write).join(",")}]`, ...page };
}

/** Rows in their order, and what reads them. */
interface Found {
  readonly rows: readonly Row[];
  readonly select: Select;
}

async function findPage(
  asking: Asking,
  query: ListQuery,
  form: Form,
  { db, cursors }: Through,
): Promise<Found & Around> {
  allow(asking.actor, `${asking.kind.plural}.read`);
  const limit = limitOf(query.limit);
  const order = orderOf(asking.kind, query.sort);
  const cursor = query.after === undefined ? undefined : cursors.read(query.after, order.name);
  const [{ rows: found, select }, count] = await Promise.all([
    read(asking, query, { order, segment: firstSegment(order, cursor), cursor, limit: limit + 1, form }, db),
    query.count ? countRecords(asking, query, db) : undefined,
  ]);
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  const next = found.length > limit && last ? cursors.write(cursorAt(order, select.read(last))) : null;
  return { rows, select, next, ...(count ? { count } : {}) };
}

const cursorAt = (order: Order, last: Rec): Cursor => ({
  sort: order.name,
  values: sortValues(order, last),
  id: last.id,
});

function limitOf(limit: unknown): number {
  if (limit === undefined) return USUAL;
  if (typeof limit !== "number" || !Number.isInteger(limit) || limit < 1 || limit > MOST)
    throw new BadRequest("records.bad_limit", { maximum: MOST });
  return limit;
}

/** So many of the newest rows are looked through for a common word before the index of words is asked for it. */
const NEWEST = 12_000;

// A word that many records have would make the word index bring them all, only to keep the newest few.
const isCommon = (query: ListQuery, { segment }: Paging): boolean =>
  query.q !== undefined && segment === "all" && /^[\p{L}\s]+$/u.test(query.q);

async function read(asking: Asking, query: ListQuery, paging: Paging, db: Queryable): Promise<Found> {
  if (!isCommon(query, paging)) return await readAll(asking, query, paging, db);
  const newest = await readAll(asking, query, { ...paging, among: NEWEST }, db);
  return newest.rows.length >= paging.limit ? newest : await readAll(asking, query, paging, db);
}

async function readAll(asking: Asking, query: ListQuery, paging: Paging, db: Queryable): Promise<Found> {
  const select = listSelect(asking, query, paging);
  const rows = (await db.query(select.statement)) as unknown as Row[];
  if (paging.segment !== "values" || rows.length >= paging.limit) return { rows, select };
  const blanks = { ...paging, segment: "blanks", limit: paging.limit - rows.length } as const;
  return { rows: [...rows, ...(await readAll(asking, query, blanks, db)).rows], select };
}

function sortValues(order: Order, record: Rec): (string | null)[] {
  return order.keys.map(({ field }) => {
    const whole = field.whole ?? field;
    const value = whole.custom ? record.custom[whole.key] : record[whole.key];
    const first = rowValues(whole, value)[whole.columns.indexOf(field.columns[0] ?? "")];
    return first === null || first === undefined ? null : String(first);
  });
}

/** Exact up to 10,000; above it the number is 10,000 and `exact` false, or the planner's estimate when nothing narrows it. */
export async function countRecords(
  asking: Asking,
  query: Pick<ListQuery, "filter" | "q" | "trash">,
  db: Queryable,
): Promise<{ number: number; exact: boolean }> {
  allow(asking.actor, `${asking.kind.plural}.read`);
  const params = new Params();
  const where = conditions(asking, query, params).join(" and ");
  const text = `select count(*)::int as n from (select 1 from ${quoted(asking.kind.table)} t where ${where} limit ${EXACT_UP_TO + 1}) counted`;
  const name = query.q === undefined ? nameFor(text) : undefined;
  const [row] = await db.query<{ n: number }>({ text, values: params.values, ...(name ? { name } : {}) });
  const number = row?.n ?? 0;
  return number > EXACT_UP_TO ? { number: EXACT_UP_TO, exact: false } : { number, exact: true };
}
