// What is kept of merges: where old addresses lead, and what undo has to give back.
import type { Queryable, Transaction } from "../db/database.ts";
import type { Actor } from "../kernel/actor.ts";
import { isId, newId } from "../kernel/ids.ts";
import type { Written } from "../records/kind.ts";
import type { PartyKind } from "./neighbours.ts";

const rising = `with recursive up as (
    select winner_id, 1 as step from merges where loser_id = $1 and undone_at is null
    union all select m.winner_id, up.step + 1 from merges m join up on m.loser_id = up.winner_id where m.undone_at is null and up.step < 20
  ) select winner_id as id from up order by step desc limit 1`;

/** The record that took this one in, or took in the one that did; undefined when none did. */
export async function survivorOf(db: Queryable, id: string): Promise<string | undefined> {
  if (!isId(id)) return undefined;
  const [row] = await db.query<{ id: string }>({ name: "contacts.survivor", text: rising, values: [id] });
  return row?.id;
}

interface Memory {
  readonly kind: PartyKind;
  readonly from: string;
  readonly to: string;
  readonly operationId: string;
  readonly actor: Actor;
}

/** A merge that can still be taken back. */
export interface PastMerge {
  readonly operationId: string;
  readonly name: string;
  readonly at: string;
}

const recent = `select o.id as "operationId", o.summary ->> 'name' as name, m.merged_at as at
  from merges m join operations o on o.id = (m.snapshot ->> 'operationId')::uuid
  where m.winner_id = $1 and m.undone_at is null and m.merged_at > now() - interval '90 days' order by m.merged_at desc limit 5`;

/** What a record has taken in during the last 90 days. */
export async function mergedInto(db: Queryable, id: string): Promise<PastMerge[]> {
  return await db.query<PastMerge & Record<string, unknown>>({
    name: "contacts.merged_into",
    text: recent,
    values: [id],
  });
}

/** Ids of other systems move too; which ones, undo has to know. */
export async function remember(trx: Transaction, { kind, from, to, operationId, actor }: Memory): Promise<void> {
  const text =
    "update external_ids set record_id = $3 where kind = $1 and record_id = $2 returning source, external_id";
  const externalIds = await trx.query({ text, values: [kind, from, to] });
  const insert =
    "insert into merges (id, kind, winner_id, loser_id, snapshot, merged_by) values ($1, $2, $3, $4, $5, $6)";
  await trx.query({
    text: insert,
    values: [newId(), kind, to, from, JSON.stringify({ operationId, externalIds }), actor.id],
  });
}

/** What comes back from the trash is nobody's alias any more, and has its ids of other systems again. */
export async function unmerge(trx: Transaction, written: readonly Written[]): Promise<void> {
  const ids = written.filter(({ action }) => action === "restored").map(({ record }) => record.id);
  if (ids.length === 0) return;
  const back = `with undone as (update merges set undone_at = now() where loser_id = any($1::uuid[]) and undone_at is null returning kind, loser_id, winner_id, snapshot)
    update external_ids e set record_id = u.loser_id from undone u, jsonb_to_recordset(u.snapshot -> 'externalIds') as x(source text, external_id text)
    where e.kind = u.kind and e.record_id = u.winner_id and e.source = x.source and e.external_id = x.external_id`;
  await trx.query({ text: back, values: [ids] });
}

const falling = `with recursive down as (
    select loser_id, 1 as step from merges where winner_id = $1 and undone_at is null
    union all select m.loser_id, down.step + 1 from merges m join down on m.winner_id = down.loser_id where m.undone_at is null and down.step < 20
  ) select loser_id as id from down`;

/** The records that a record has taken in, and those that these had. */
export async function absorbedBy(trx: Transaction, id: string): Promise<string[]> {
  return (await trx.query<{ id: string }>({ text: falling, values: [id] })).map((row) => row.id);
}

/** Forgets merges of erased records, their names in the list of operations too. */
export async function forgetMerges(trx: Transaction, ids: readonly string[]): Promise<void> {
  const either = "winner_id = any($1::uuid[]) or loser_id = any($1::uuid[])";
  const names = `update operations set summary = summary - 'name'
    where id in (select (snapshot ->> 'operationId')::uuid from merges where ${either})`;
  const pairs = "one_id = any($1::uuid[]) or other_id = any($1::uuid[])";
  for (const text of [
    names,
    `delete from merges where ${either}`,
    `delete from duplicate_pairs where ${pairs}`,
    `delete from distinct_pairs where ${pairs}`,
  ])
    await trx.query({ text, values: [ids] });
}
