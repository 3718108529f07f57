// A long answer that has begun: what goes wrong before its first bytes is told as an error, not by an answer that breaks off.
import { once } from "node:events";
import { Readable } from "node:stream";

/** The same bytes as a stream, once the first of them are there; throws what went wrong before. */
export async function begun(bytes: AsyncIterable<Uint8Array | string>): Promise<Readable> {
  const stream = Readable.from(bytes, { objectMode: false });
  await once(stream, "readable");
  return stream;
}
