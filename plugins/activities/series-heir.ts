// Who has the next times of something that repeats, and what they are about, once whoever began it has left, or that is gone.
import { type Input, type Queryable, type Records, systemActor } from "trellis/sdk";

const keeper = systemActor("activities");

interface Begun {
  readonly id: string;
  readonly fields: Input;
}

/** The series as it stands; where its person is not here any more it is theirs who has its latest time by now, or nobody's. */
export async function withHeir<R extends Begun>(trx: Queryable, records: Records, row: R): Promise<R> {
  const owner = row.fields["owner"];
  if (typeof owner !== "string" || (await isHere(records, owner, trx))) return row;
  const text = `select a.owner_id as owner from plugin_activities.occurrences o join plugin_activities.activities a on a.id = o.activity
    where o.series = $1 order by o.day desc limit 1`;
  const [last] = await trx.query<{ owner: string | null }>({ text, values: [row.id] });
  const heir = last?.owner && (await isHere(records, last.owner, trx)) ? last.owner : null;
  const fields = { ...row.fields, owner: heir };
  const store = "update plugin_activities.series set fields = $2 where id = $1";
  await trx.query({ text: store, values: [row.id, JSON.stringify(fields)] });
  return { ...row, fields };
}

async function isHere(records: Records, person: string, on: Queryable): Promise<boolean> {
  return (await records.find(keeper, "user", person, { fields: ["state"], on }))?.["state"] === "active";
}

/** The series without what is not there any more: what it was about is what its latest time is about by now, merged with another, say. */
export async function withoutGone<R extends Begun>(trx: Queryable, records: Records, row: R): Promise<R> {
  const isThere = async (kind: string, id: unknown): Promise<boolean> =>
    typeof id === "string" && (await records.find(keeper, kind, id, { fields: [], on: trx })) !== undefined;
  const fields: Record<string, unknown> = { ...row.fields };
  for (const kind of ["contact", "company", "deal"] as const) {
    if (typeof fields[kind] !== "string" || (await isThere(kind, fields[kind]))) continue;
    const heir = await latest(trx, row.id, kind);
    fields[kind] = (await isThere(kind, heir)) ? heir : null;
  }
  const guests = fields["guests"];
  if (Array.isArray(guests)) fields["guests"] = await those(guests, async (guest) => await isThere("contact", guest));
  return { ...row, fields };
}

/** One after the other: they share a transaction. */
async function those(list: readonly unknown[], is: (one: unknown) => Promise<boolean>): Promise<readonly unknown[]> {
  const kept: unknown[] = [];
  for (const one of list) if (await is(one)) kept.push(one);
  return kept;
}

async function latest(trx: Queryable, series: string, kind: "contact" | "company" | "deal"): Promise<string | null> {
  const text = `select a.${kind}_id as id from plugin_activities.occurrences o join plugin_activities.activities a on a.id = o.activity
    where o.series = $1 order by o.day desc limit 1`;
  const [row] = await trx.query<{ id: string | null }>({ text, values: [series] });
  return row?.id ?? null;
}
