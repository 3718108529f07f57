// One secret bit for each text and each list: who has the list's seed knows them all, nobody else any.
import { createHash } from "node:crypto";

/** 32 bytes as eight whole numbers. */
export type Words = Int32Array;

const wordsOf = (text: string | Uint8Array): Words => {
  const bytes = createHash("sha256").update(text).digest();
  return new Int32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
};

/** Of a seed, once for many bits. */
export const maskOf = (seed: Uint8Array): Words => wordsOf(seed);

/** Of what the bit is about, once for many seeds. Blanks at the ends make no difference. */
export const digestOf = (...texts: readonly string[]): Words => wordsOf(texts.map((text) => text.trim()).join("\0"));

/** Parity of what both have in common: for two seeds as independent as two throws of a coin. */
export function bitOf(mask: Words, digest: Words): 0 | 1 {
  let common = 0;
  for (let at = 0; at < 8; at++) common ^= (mask[at] as number) & (digest[at] as number);
  for (const by of [16, 8, 4, 2, 1]) common ^= common >>> by;
  return (common & 1) as 0 | 1;
}
