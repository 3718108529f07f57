// A cursor says where a page ended: the sort values and id of its last row, signed so that nobody can make one up.
import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from "node:crypto";
import { BadRequest } from "../../kernel/errors.ts";

export interface Cursor {
  /** The sort it belongs to; another sort, another cursor. */
  readonly sort: string;
  /** Text of each sort column, null where it was empty. */
  readonly values: readonly (string | null)[];
  readonly id: string;
}

export class Cursors {
  readonly #key: KeyObject;

  constructor(secret: string) {
    this.#key = createSecretKey(createHmac("sha256", secret).update("trellis cursors").digest());
  }

  write(cursor: Cursor): string {
    const body = Buffer.from(JSON.stringify([cursor.sort, cursor.values, cursor.id])).toString("base64url");
    return `${body}.${this.#sign(body)}`;
  }

  /** Throws BadRequest for anything this server did not write for this sort. */
  read(text: string, sort: string): Cursor {
    const [body = "", sign = ""] = text.split(".");
    const expected = Buffer.from(this.#sign(body));
    const given = Buffer.from(sign);
    if (given.length !== expected.length || !timingSafeEqual(given, expected))
      throw new BadRequest("records.bad_cursor");
    const [itsSort, values, id] = JSON.parse(Buffer.from(body, "base64url").toString()) as [
      string,
      (string | null)[],
      string,
    ];
    if (itsSort !== sort) throw new BadRequest("records.bad_cursor");
    return { sort: itsSort, values, id };
  }

  #sign(body: string): string {
    return createHmac("sha256", this.#key).update(body).digest("base64url").slice(0, 22);
  }
}
