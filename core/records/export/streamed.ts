// Bytes out of a transaction that lives as long as they are being taken.
import { type Database, sqlState, type Transaction } from "../../db/database.ts";
import { Unavailable } from "../../kernel/errors.ts";

export async function* inOneTransaction(
  db: Database,
  work: (trx: Transaction) => AsyncGenerator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const pipe = new TransformStream<Uint8Array, Uint8Array>(undefined, { highWaterMark: 4 }, { highWaterMark: 4 });
  const writer = pipe.writable.getWriter();
  const done = db.transaction(async (trx) => {
    try {
      for await (const bytes of work(trx)) {
        await writer.ready;
        await writer.write(bytes);
      }
    } catch (error) {
      // A replica breaks off what is in the way of its replaying. Begun anew, the file would hold its first rows twice.
      throw sqlState(error) === "40001" ? new Unavailable("db.unavailable", { seconds: 5 }, { cause: error }) : error;
    }
  });
  done
    .then(
      () => writer.close(),
      (error: unknown) => writer.abort(error),
    )
    .catch(() => undefined);
  try {
    yield* pipe.readable;
  } finally {
    // Whoever goes away early has the transaction rolled back before anything else happens.
    await done.catch(() => undefined);
  }
  await done;
}
