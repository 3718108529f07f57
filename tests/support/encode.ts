// Texts in the encodings of old files: the way back of `TextDecoder`.
import { TextDecoder } from "node:util";

const tables = new Map<string, Map<string, number>>();

function tableOf(encoding: string): Map<string, number> {
  const known = tables.get(encoding);
  if (known) return known;
  const decoder = new TextDecoder(encoding);
  const table = new Map(Array.from({ length: 256 }, (_, byte) => [decoder.decode(Uint8Array.of(byte)), byte]));
  tables.set(encoding, table);
  return table;
}

/** Bytes of a text in an encoding with one byte per letter. */
export function encode(text: string, encoding: string): Buffer {
  const table = tableOf(encoding);
  return Buffer.from(
    Array.from(text, (letter) => {
      const byte = table.get(letter);
      if (byte === undefined) throw new Error(`${encoding} has no ${letter}`);
      return byte;
    }),
  );
}

/** Bytes in GB 18030, for letters of its two-byte part. */
export function encodeChinese(text: string): Buffer {
  const wanted = new Set(Array.from(text).filter((letter) => letter.charCodeAt(0) > 127));
  const found = new Map<string, number[]>();
  const decoder = new TextDecoder("gb18030");
  for (let lead = 0xa1; lead <= 0xf7; lead++) {
    for (let trail = 0xa1; trail <= 0xfe; trail++) {
      const letter = decoder.decode(Uint8Array.of(lead, trail));
      if (wanted.has(letter)) found.set(letter, [lead, trail]);
    }
  }
  return Buffer.from(Array.from(text).flatMap((letter) => found.get(letter) ?? [letter.charCodeAt(0)]));
}
