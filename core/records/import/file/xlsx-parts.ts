// A workbook is a zip of XML parts. What they claim to unpack to is checked before anything is, and held to while it is.
import { fromBufferPromise } from "yauzl";
import { limits } from "./limits.ts";
import { FileRefused } from "./refusal.ts";

/** The parts that match `wanted` as text; all others are unpacked too, to see that they keep to their declared size. */
export async function unpackParts(bytes: Buffer, wanted: RegExp): Promise<Map<string, string>> {
  await refuseBomb(bytes);
  const parts = new Map<string, string>();
  for await (const [name, content] of contents(bytes, wanted)) parts.set(name, content);
  return parts;
}

/** Refuses what declares too much, without unpacking a byte. */
export async function refuseBomb(bytes: Buffer): Promise<void> {
  const zip = await opened(bytes);
  let unpacked = 0;
  for await (const entry of zip.eachEntry()) {
    unpacked += entry.uncompressedSize;
    const ratio = entry.uncompressedSize / Math.max(1, entry.compressedSize);
    const suspicious = entry.uncompressedSize > 10_000_000 && ratio > limits.unpackedRatio;
    if (suspicious || unpacked > limits.unpackedBytes) throw new FileRefused("imports.unpacks_too_large");
  }
}

async function opened(bytes: Buffer) {
  try {
    return await fromBufferPromise(bytes, { lazyEntries: true, validateEntrySizes: true });
  } catch (cause) {
    throw new FileRefused("imports.workbook_broken", {}, { cause });
  }
}

async function* contents(bytes: Buffer, wanted: RegExp): AsyncGenerator<[string, string]> {
  const zip = await opened(bytes);
  for await (const entry of zip.eachEntry()) {
    const stream = await zip.openReadStreamPromise(entry);
    const keep = wanted.test(entry.fileName);
    const kept: Buffer[] = [];
    for await (const part of stream) if (keep) kept.push(part as Buffer);
    if (keep) yield [entry.fileName, Buffer.concat(kept).toString("utf8")];
  }
}
