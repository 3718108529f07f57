// One more step of the chain. Whoever holds the row of its end seals; order is that of transactions, and nothing is sealed before
// everything that could still come in front of it has ended.
import type { Database, Transaction } from "../../db/database.ts";
import { digestOf, inUtc, linesText, type SealedLine, sealHash, tables, type Trail, trails } from "./chain.ts";

/** So many lines at most under one seal. */
const MOST = 1_000;

interface Tip {
  readonly number: string;
  readonly hash: Buffer;
  readonly day: string;
}

// Whoever comes second leaves it to the first.
const findTip = `select number, hash, to_char(now() at time zone 'UTC', 'YYYY-MM-DD') as day from audit_tip for update skip locked`;

const fresh = (
  trail: Trail,
): string => `${linesText[trail]} where (xid, seq) > (select ${trail}_xid, ${trail}_seq from audit_tip)
  and xid < pg_snapshot_xmin(pg_current_snapshot()) order by xid, seq limit ${MOST}`;

const insert = (
  trail: Trail,
): string => `insert into audit_seals (number, day, trail, seqs, digests, previous, hash, sealed_at, first_seq, last_seq, first_at, last_at)
  select $1, $2, $3, $4, $5, $6, $7, clock_timestamp(), min(seq), max(seq), min(at), max(at) from ${tables[trail]} where seq = any($4::bigint[])`;

/** Seals what can be sealed of both parts of the trail; answers how many lines, 0 also while another process is at it. */
export async function sealOnce(db: Database): Promise<number> {
  return await db.transaction(async (trx) => {
    await trx.query({ text: inUtc });
    let [tip] = await trx.query<Tip & object>({ text: findTip });
    if (!tip) return 0;
    let count = 0;
    for (const trail of trails) {
      const lines = await trx.query<SealedLine & { xid: string }>({ text: fresh(trail) });
      if (lines.length === 0) continue;
      tip = await addSeal(trx, tip, trail, lines);
      count += lines.length;
    }
    return count;
  });
}

async function addSeal(
  trx: Transaction,
  { number: before, hash: previous, day }: Tip,
  trail: Trail,
  lines: readonly (SealedLine & { readonly xid: string })[],
): Promise<Tip> {
  const number = String(BigInt(before) + 1n);
  const [seqs, digests] = [lines.map(({ seq }) => seq), Buffer.concat(lines.map(digestOf))];
  const hash = sealHash({ number, day, trail, seqs, digests, previous });
  await trx.query({ text: insert(trail), values: [number, day, trail, seqs, digests, previous, hash] });
  const last = lines.at(-1);
  const text = `update audit_tip set number = $1, hash = $2, ${trail}_xid = $3, ${trail}_seq = $4`;
  await trx.query({ text, values: [number, hash, last?.xid, last?.seq] });
  return { number, hash, day };
}
