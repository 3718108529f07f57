// What stands in a backup, one after the other: a line that says what it is, and its bytes in pieces. Lengths go before, so that
// nothing has to be known before it is read.
import { BackupUnusable } from "./failures.ts";

/** What one part of a backup is. */
export interface PartHead {
  readonly part: "start" | "table" | "file" | "end";
  /** Of a table `schema.table`, of a file its path in the folder of files. */
  readonly name: string;
  /** Anything that is small: facts, the schema, the manifest. */
  readonly facts?: unknown;
}

export interface Part {
  readonly head: PartHead;
  /** To be read before the next part. */
  readonly body: AsyncIterable<Buffer>;
}

const MOST = 64 * 1024 * 1024;

function lengthOf(bytes: number): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes);
  return length;
}

/** One part as bytes. */
export async function* framed(
  head: PartHead,
  body: AsyncIterable<Buffer> | Iterable<Buffer> = [],
): AsyncGenerator<Buffer> {
  const line = Buffer.from(JSON.stringify(head));
  yield Buffer.concat([lengthOf(line.length), line]);
  for await (const piece of body) if (piece.length > 0) yield Buffer.concat([lengthOf(piece.length), piece]);
  yield lengthOf(0);
}

/** The parts of a stream. A body that nobody read is passed over. */
export async function* partsOf(source: AsyncIterable<Buffer>): AsyncGenerator<Part> {
  const bytes = new Bytes(source);
  for (;;) {
    const line = await bytes.piece();
    if (line === undefined) return;
    const body = bytes.pieces();
    yield { head: JSON.parse(line.toString("utf8")) as PartHead, body };
    for await (const _rest of body);
  }
}

class Bytes {
  readonly #source: AsyncIterator<Buffer>;
  #held: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** Up to the end of a body. */
  async *pieces(): AsyncGenerator<Buffer> {
    for (;;) {
      const piece = await this.piece();
      if (piece === undefined) throw new BackupUnusable("backups.cut_off");
      if (piece.length === 0) return;
      yield piece;
    }
  }

  /** The next piece with its length before it; undefined at the end of everything. */
  async piece(): Promise<Buffer | undefined> {
    const length = await this.#take(4, true);
    if (!length) return undefined;
    const bytes = length.readUInt32BE(0);
    if (bytes > MOST) throw new BackupUnusable("backups.damaged");
    return await this.#take(bytes, false);
  }

  async #take(wanted: number, mayEnd: boolean): Promise<Buffer | undefined> {
    const got: Buffer[] = [this.#held];
    let size = this.#held.length;
    while (size < wanted) {
      const { value, done } = await this.#source.next();
      if (done) {
        if (mayEnd && size === 0) return undefined;
        throw new BackupUnusable("backups.cut_off");
      }
      got.push(value);
      size += value.length;
    }
    const all = got.length === 1 ? this.#held : Buffer.concat(got);
    this.#held = all.subarray(wanted);
    return all.subarray(0, wanted);
  }
}
