// The table of definitions, inside the one change of definitions that is under way.
import type { Queryable } from "../../db/database.ts";
import { Conflict, NotFound } from "../../kernel/errors.ts";
import { newId } from "../../kernel/ids.ts";
import type { KindPlan, OwnKind } from "./own-kind.ts";
import { columns, fromRow, type Row } from "./read.ts";

/** More than this, and neither menu nor search would help anybody. */
const MOST = 200;

export interface NewRow {
  readonly name: string;
  readonly plural: string;
  readonly storage: string;
  readonly plan: KindPlan;
}

/** Also the name of an archived kind is taken: it may come back. */
export async function refuseTaken(trx: Queryable, { name, plural, plan }: Omit<NewRow, "storage">): Promise<void> {
  const all = await trx.query<Row>({ text: `select ${columns} from own_kinds` });
  if (all.length >= MOST) throw new Conflict("kinds.too_many", { maximum: MOST });
  const same = all.find((one) => one.name === name || one.plural === plural);
  if (same) throw new Conflict("kinds.name_taken", { name: same.name === name ? name : plural });
  await refuseLetterTaken(trx, name, plan.newKey);
}

/** One letter makes one kind of record. */
export async function refuseLetterTaken(trx: Queryable, name: string, letter: string | null): Promise<void> {
  if (letter === null) return;
  const text = "select name from own_kinds where definition ->> 'newKey' = $1 and name <> $2 and state = 'active'";
  const [other] = await trx.query<{ name: string }>({ text, values: [letter, name] });
  if (other) throw new Conflict("kinds.letter_taken", { letter, kind: other.name });
}

export async function insertKind(trx: Queryable, { name, plural, storage, plan }: NewRow): Promise<OwnKind> {
  const text = `insert into own_kinds (id, name, plural, storage, definition) values ($1, $2, $3, $4, $5) returning ${columns}`;
  const [row] = await trx.query<Row>({ text, values: [newId(), name, plural, storage, JSON.stringify(plan)] });
  return fromRow(row as Row);
}

export async function kindIn(db: Queryable, name: string): Promise<OwnKind> {
  const [row] = await db.query<Row>({
    text: `select ${columns} from own_kinds where name = $1 and not erasing`,
    values: [name],
  });
  if (!row) throw new NotFound("kinds.not_found", { name: name.slice(0, 60) });
  return fromRow(row);
}

export async function updatePlan(trx: Queryable, name: string, plan: KindPlan): Promise<OwnKind> {
  const text = `update own_kinds set definition = $2, version = version + 1 where name = $1 returning ${columns}`;
  const [row] = await trx.query<Row>({ text, values: [name, JSON.stringify(plan)] });
  return fromRow(row as Row);
}

export async function updateState(trx: Queryable, name: string, state: OwnKind["state"]): Promise<OwnKind> {
  const text = `update own_kinds set state = $2, version = version + 1,
    archived_at = case when $2 = 'archived' then now() end where name = $1 returning ${columns}`;
  const [row] = await trx.query<Row>({ text, values: [name, state] });
  return fromRow(row as Row);
}
