// Secrets of the company that the product has to use itself, such as a password for another system: kept so that the database
// alone gives none of them away, and none can be put in the place of another.
import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from "node:crypto";

const METHOD = "aes-256-gcm";
const NONCE = 12;
const TAG = 16;
/** First byte of what is sealed today; then four bytes say by which key. */
const FORM = 1;
const HEAD = 5;

interface SealKey {
  readonly bytes: Uint8Array;
  /** Form and name of the key, as they stand before what it sealed. */
  readonly head: Buffer;
}

export class Seal {
  /** The first one seals; the others only open, until everything was sealed anew. */
  readonly #keys: readonly [SealKey, ...SealKey[]];

  /** Keys are derived from the master key of the settings, and from the one before it. */
  constructor(secret: string, previous?: string) {
    this.#keys = [keyFrom(secret), ...(previous === undefined ? [] : [keyFrom(previous)])];
  }

  /** `place` says what the text is for, such as table, row and field; it opens only there. */
  close(text: string, place: string): Buffer {
    const [{ bytes, head }] = this.#keys;
    const nonce = randomBytes(NONCE);
    const cipher = createCipheriv(METHOD, bytes, nonce).setAAD(bound(head, place));
    const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
    return Buffer.concat([head, nonce, cipher.getAuthTag(), body]);
  }

  /** Undefined when it was sealed for another place, with a key that is not here, or was changed since. */
  open(sealed: Buffer, place: string): string | undefined {
    const key = this.#keys.find(({ head }) => sealed.subarray(0, HEAD).equals(head));
    const text = key && opened(sealed.subarray(HEAD), key.bytes, bound(key.head, place));
    return text ?? this.#openUnnamed(sealed, place);
  }

  /** What stands before everything that needs not be sealed anew. */
  get head(): Buffer {
    return this.#keys[0].head;
  }

  /** As it was done before keys had names. */
  #openUnnamed(sealed: Buffer, place: string): string | undefined {
    return this.#keys.map(({ bytes }) => opened(sealed, bytes, Buffer.from(place))).find((text) => text !== undefined);
  }
}

function keyFrom(secret: string): SealKey {
  const bytes = new Uint8Array(hkdfSync("sha256", secret, "", "trellis sealed values", 32));
  const name = createHash("sha256")
    .update("name of")
    .update(bytes)
    .digest()
    .subarray(0, HEAD - 1);
  return { bytes, head: Buffer.concat([Buffer.from([FORM]), name]) };
}

const bound = (head: Buffer, place: string): Buffer => Buffer.concat([head, Buffer.from(place)]);

function opened(sealed: Buffer, key: Uint8Array, place: Buffer): string | undefined {
  try {
    const cipher = createDecipheriv(METHOD, key, sealed.subarray(0, NONCE), { authTagLength: TAG });
    cipher.setAAD(place).setAuthTag(sealed.subarray(NONCE, NONCE + TAG));
    return Buffer.concat([cipher.update(sealed.subarray(NONCE + TAG)), cipher.final()]).toString("utf8");
  } catch {
    return undefined;
  }
}
