// Old days of the trail are forgotten, if the company wants that: only behind an anchor, so that what was there once can still be
// told from what never was.
import type { Database } from "../../db/database.ts";
import { type Anchor, readAnchors } from "./anchors.ts";

export interface Forgotten {
  /** The last day that was forgotten; null when nothing was. */
  readonly day: string | null;
  readonly lines: number;
}

const nothing: Forgotten = { day: null, lines: 0 };

// The end of the last day that is old enough, in the order of the chain.
const lastBefore = `select to_char(day, 'YYYY-MM-DD') as day, number, encode(hash, 'hex') as hash from audit_seals
  where day < (now() at time zone 'UTC')::date - $1::int order by number desc limit 1`;

/** Forgets lines older than so many days; nothing where the anchor of the last such day is not in the folder. */
export async function forgetOld(db: Database, folder: string, keepDays: number): Promise<Forgotten> {
  const [end] = await db.query<Anchor & object>({ text: lastBefore, values: [keepDays] });
  if (!end) return nothing;
  const anchor = (await readAnchors(folder)).find(({ day }) => day === end.day);
  if (anchor?.number !== end.number || anchor.hash !== end.hash) return nothing;
  return await db.transaction(async (trx) => {
    await trx.query({ text: "set local statement_timeout = 0" });
    const text = "select forget_audit($1, decode($2, 'hex'))::int as lines";
    const [row] = await trx.query<{ lines: number }>({ text, values: [end.number, end.hash] });
    return row && row.lines > 0 ? { day: end.day, lines: row.lines } : nothing;
  });
}
