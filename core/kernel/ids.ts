import { randomFillSync } from "node:crypto";
import { v7 } from "uuid";

const shape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

// Chance is fetched for many ids at once: asking for it costs more than all else that makes one.
const BYTES = 16;
const pool = Buffer.alloc(BYTES * 256);
let used = pool.length;

function chance(): Buffer {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += BYTES;
  return pool.subarray(used - BYTES, used);
}

const last = { msecs: 0, seq: 0 };

/** A new UUIDv7: sorts by time of creation, also within one millisecond of one process. */
export function newId(): string {
  const random = chance();
  const now = Date.now();
  last.seq = now > last.msecs ? random.readUInt32BE(6) >>> 1 : last.seq + 1;
  last.msecs = Math.max(now, last.msecs);
  return v7({ random, ...last });
}

export const isId = (value: unknown): value is string => typeof value === "string" && shape.test(value);
