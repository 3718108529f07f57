// Tells whether anybody has been at the trail: edited, deleted, inserted, put in another order, cut off, emptied, or unguarded it.
import type { Database, Queryable } from "../../db/database.ts";
import type { Anchor } from "./anchors.ts";
import {
  contentIn,
  DIGEST,
  digestOf,
  inUtc,
  linesText,
  metaIn,
  type Seal,
  type SealedLine,
  sealHash,
  tables,
  type Trail,
  trails,
} from "./chain.ts";

/** Something that is not as it was left. */
export interface Damage {
  readonly what:
    | "guard_missing"
    | "seal_missing"
    | "seal_changed"
    | "line_changed"
    | "line_missing"
    | "line_added"
    | "line_backdated"
    | "line_blanked"
    | "end_missing"
    | "anchor_differs";
  /** The part of the trail, where it is a line. */
  readonly trail?: Trail;
  /** Number of the line, of the seal, day of the anchor or name of the guard. */
  readonly at: string;
}

export interface Verdict {
  readonly lines: number;
  readonly seals: number;
  /** Lines that are too young to be sealed. */
  readonly open: number;
  /** Lines whose content was forgotten with the record they tell of, as the trail says. */
  readonly forgotten: number;
  /** Lines that were let go with old days, as the trail says, and the last of these days. */
  readonly retired: number;
  readonly retiredUntil: string | null;
  readonly anchors: number;
  /** The first is the first in the order of the chain. At most a thousand. */
  readonly damage: readonly Damage[];
}

interface StoredSeal extends Seal {
  readonly hash: Buffer;
  readonly sealedAt: string;
}

const MOST = 1_000;
const PAGE = 50;
const NOTHING = Buffer.alloc(32);

const guards: readonly (readonly [table: string, trigger: string])[] = [
  ["changes", "changes_only_grow"],
  ["changes", "changes_are_not_emptied"],
  ["audit_events", "audit_only_grows"],
  ["audit_events", "audit_is_not_emptied"],
  ["audit_seals", "audit_only_grows"],
  ["audit_seals", "audit_is_not_emptied"],
];

export async function verifyAudit(db: Database, anchors: readonly Anchor[]): Promise<Verdict> {
  return await db.transaction(async (trx) => {
    await trx.query({ text: "set transaction isolation level repeatable read, read only" });
    await trx.query({ text: "set local statement_timeout = 0" });
    await trx.query({ text: inUtc });
    return await new Verification(trx).run(anchors);
  });
}

class Verification {
  readonly #trx: Queryable;
  readonly #damage: Damage[] = [];
  readonly #forgotten: { trail: Trail; seq: string }[] = [];
  #lines = 0;
  #last: Pick<StoredSeal, "number" | "hash"> = { number: "0", hash: NOTHING };
  readonly #sealedAt = new Map<Trail, number>();
  /** Up to where lines of the trail were let go with old days. */
  #cut: { readonly seal: bigint; readonly day: string | null } = { seal: 0n, day: null };
  #retired = 0;

  constructor(trx: Queryable) {
    this.#trx = trx;
  }

  async run(anchors: readonly Anchor[]): Promise<Verdict> {
    await this.#guards();
    await this.#readCut();
    for (;;) {
      const seals = await this.#sealsAfter(this.#last.number);
      for (const seal of seals) await this.#seal(seal);
      if (seals.length < PAGE) break;
    }
    await this.#end();
    let open = 0;
    for (const trail of trails) open += await this.#unsealed(trail);
    await this.#blanked();
    for (const anchor of anchors) await this.#anchor(anchor);
    const [lines, seals, forgotten] = [this.#lines, Number(this.#last.number), this.#forgotten.length];
    const counts = { lines, seals, open, forgotten, retired: this.#retired, retiredUntil: this.#cut.day };
    return { ...counts, anchors: anchors.length, damage: this.#damage.slice(0, MOST) };
  }

  #found(what: Damage["what"], at: string, trail?: Trail): void {
    if (this.#damage.length < MOST) this.#damage.push({ what, at, ...(trail && { trail }) });
  }

  async #guards(): Promise<void> {
    const text = `select c.relname as table, t.tgname as name from pg_trigger t join pg_class c on c.oid = t.tgrelid
      where c.relnamespace = 'public'::regnamespace and t.tgenabled in ('O', 'A')`;
    const rows = await this.#trx.query<{ table: string; name: string }>({ text });
    const there = new Set(rows.map(({ table, name }) => `${table}.${name}`));
    for (const [table, trigger] of guards)
      if (!there.has(`${table}.${trigger}`)) this.#found("guard_missing", `${table}.${trigger}`);
  }

  async #readCut(): Promise<void> {
    const text = `select detail ->> 'seal' as seal, detail ->> 'day' as day from audit_events
      where action = 'audit.forgotten' order by seq desc limit 1`;
    const [cut] = await this.#trx.query<{ seal: string; day: string }>({ text });
    if (cut && /^\d{1,18}$/.test(cut.seal)) this.#cut = { seal: BigInt(cut.seal), day: cut.day };
  }

  async #sealsAfter(number: string): Promise<StoredSeal[]> {
    const text = `select number, to_char(day, 'YYYY-MM-DD') as day, trail, seqs, digests, previous, hash, sealed_at as "sealedAt"
      from audit_seals where number > $1 order by number limit ${PAGE}`;
    return await this.#trx.query<StoredSeal & object>({ text, values: [number] });
  }

  async #seal(seal: StoredSeal): Promise<void> {
    const next = String(BigInt(this.#last.number) + 1n);
    if (seal.number !== next) this.#found("seal_missing", next);
    else if (!seal.previous.equals(this.#last.hash) || !sealHash(seal).equals(seal.hash))
      this.#found("seal_changed", next);
    await this.#linesOf(seal);
    this.#last = seal;
  }

  async #linesOf({ number, trail, seqs, digests, sealedAt }: StoredSeal): Promise<void> {
    const isCut = trail === "event" && BigInt(number) <= this.#cut.seal;
    const rows = await this.#trx.query<SealedLine & { blank: boolean; at: string }>({
      text: `select l.*, l.meta::jsonb ->> 'at' as at from (${linesText[trail]} where seq = any($1::bigint[])) l`,
      values: [seqs],
    });
    const bySeq = new Map(rows.map((row) => [row.seq, row]));
    const before = this.#sealedAt.get(trail) ?? 0;
    for (const [place, seq] of seqs.entries()) {
      const line = bySeq.get(seq);
      if (line) this.#line(trail, line, { digest: digests.subarray(place * DIGEST, (place + 1) * DIGEST), before });
      else if (isCut) this.#retired += 1;
      else this.#found("line_missing", seq, trail);
    }
    this.#lines += rows.length;
    this.#sealedAt.set(trail, Date.parse(sealedAt));
  }

  #line(
    trail: Trail,
    line: SealedLine & { blank: boolean; at: string },
    { digest, before }: { digest: Buffer; before: number },
  ): void {
    const now = digestOf(line);
    if (!metaIn(now).equals(metaIn(digest))) return this.#found("line_changed", line.seq, trail);
    if (!contentIn(now).equals(contentIn(digest))) {
      if (!line.blank) return this.#found("line_changed", line.seq, trail);
      this.#forgotten.push({ trail, seq: line.seq });
    }
    // A transaction lasts a day at most: what says it is older came in by another way.
    if (Date.parse(line.at) < before - DAY) this.#found("line_backdated", line.seq, trail);
  }

  /** The chain ends where it was left. */
  async #end(): Promise<void> {
    const [tip] = await this.#trx.query<{ number: string; hash: Buffer }>({
      text: "select number, hash from audit_tip",
    });
    if (!tip) return this.#found("end_missing", this.#last.number);
    if (tip.number !== this.#last.number || !tip.hash.equals(this.#last.hash)) this.#found("end_missing", tip.number);
  }

  /** Lines under no seal: what comes after the end of the chain is young, everything else was put in. */
  async #unsealed(trail: Trail): Promise<number> {
    const text = `select l.seq, (l.xid, l.seq) > (t.${trail}_xid, t.${trail}_seq) and l.at > now() - interval '1 day' as young
      from ${tables[trail]} l cross join audit_tip t
      left join (select unnest(seqs) as seq from audit_seals where trail = $1) s on s.seq = l.seq
      where s.seq is null order by l.seq`;
    const rows = await this.#trx.query<{ seq: string; young: boolean }>({ text, values: [trail] });
    for (const { seq, young } of rows) if (!young) this.#found("line_added", seq, trail);
    return rows.filter(({ young }) => young).length;
  }

  /** What is blank although nothing says that it was forgotten. */
  async #blanked(): Promise<void> {
    const text = `select c.seq from changes c where c.seq = any($1::bigint[]) and not exists (
      select from audit_events e where e.action = 'history.forgotten' and e.kind = c.kind
        and (e.detail -> 'records' is null or e.detail -> 'records' ? c.record_id::text)) order by c.seq`;
    const seqs = this.#forgotten.map(({ seq }) => seq);
    if (seqs.length === 0) return;
    for (const { seq } of await this.#trx.query<{ seq: string }>({ text, values: [seqs] }))
      this.#found("line_blanked", seq, "change");
  }

  async #anchor({ day, number, hash }: Anchor): Promise<void> {
    const text = "select encode(hash, 'hex') as hash from audit_seals where number = $1";
    const [seal] = await this.#trx.query<{ hash: string }>({ text, values: [number] });
    if (seal?.hash !== hash) this.#found("anchor_differs", day);
  }
}

const DAY = 86_400_000;
