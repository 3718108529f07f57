// The chain over the trail, as mathematics: what a line's digest is, and how one seal follows from another. SHA-256 throughout.
import { createHash } from "node:crypto";

/** `change`: lines of the history. `event`: everything else that was done. */
export const trails = ["change", "event"] as const;
export type Trail = (typeof trails)[number];

export const tables: Readonly<Record<Trail, string>> = { change: "changes", event: "audit_events" };

/** A line as the database tells it: canonical JSON, keys in one order, times to the microsecond. */
export interface SealedLine {
  readonly seq: string;
  /** What stays for good. */
  readonly meta: string;
  /** What may be forgotten when a record is erased. */
  readonly content: string;
}

export interface Seal {
  readonly number: string;
  /** `2026-11-26`, by UTC. */
  readonly day: string;
  readonly trail: Trail;
  readonly seqs: readonly string[];
  readonly digests: Buffer;
  readonly previous: Buffer;
}

/** Bytes of one line's digest. */
export const DIGEST = 64;

const sha256 = (text: string | Buffer): Buffer => createHash("sha256").update(text).digest();

export const digestOf = ({ meta, content }: SealedLine): Buffer => Buffer.concat([sha256(meta), sha256(content)]);

/** The part of a digest that tells what may be forgotten. */
export const contentIn = (digest: Buffer): Buffer => digest.subarray(DIGEST / 2);
export const metaIn = (digest: Buffer): Buffer => digest.subarray(0, DIGEST / 2);

export function sealHash({ number, day, trail, seqs, digests, previous }: Seal): Buffer {
  const hash = createHash("sha256").update(previous);
  return hash
    .update(`${number} ${day} ${trail} ${seqs.join(",")} `)
    .update(digests)
    .digest();
}

/** Lines of each part of the trail as they are sealed. What a move to another database changes (`xid`) is not part of it. */
export const linesText: Readonly<Record<Trail, string>> = {
  change: `select seq, xid, (to_jsonb(l) - 'before' - 'after' - 'xid')::text as meta,
    jsonb_build_object('before', before, 'after', after)::text as content, before is null and after is null as blank from changes l`,
  event: `select seq, xid, (to_jsonb(l) - 'xid')::text as meta, '' as content, false as blank from audit_events l`,
};

/** Makes the database tell times in one way, whatever zone the connection is in. */
export const inUtc = "set local timezone = 'UTC'";
