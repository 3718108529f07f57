// A file under import may lie on disk, in memory or in the database; readers do not care.
import { createReadStream } from "node:fs";
import { limits } from "./limits.ts";
import { FileRefused } from "./refusal.ts";

export interface FileSource {
  readonly name: string;
  /** The bytes from the start; may be asked for several times. */
  open(): AsyncIterable<Uint8Array>;
}

const slice = 256 * 1024;

export function bytesSource(name: string, bytes: Uint8Array): FileSource {
  return {
    name,
    async *open() {
      for (let at = 0; at < bytes.length; at += slice) yield bytes.subarray(at, at + slice);
    },
  };
}

export const pathSource = (name: string, path: string): FileSource => ({
  name,
  open: () => createReadStream(path, { highWaterMark: slice }) as AsyncIterable<Uint8Array>,
});

/** The first `size` bytes, or all of a shorter file. */
export async function headOf(source: FileSource, size: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of source.open()) {
    parts.push(part);
    length += part.length;
    if (length >= size) break;
  }
  return Buffer.concat(parts).subarray(0, size);
}

/** Everything at once, for formats that cannot be read from front to back. */
export async function allOf(source: FileSource, limit: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of source.open()) {
    parts.push(part);
    length += part.length;
    if (length > limit)
      throw new FileRefused("imports.file_too_large", { megabytes: Math.floor(limits.workbookBytes / 1e6) });
  }
  return Buffer.concat(parts);
}
