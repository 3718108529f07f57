// A backup on the disk: encrypted in pieces with AES-256-GCM, each bound to its place. A piece that was changed, moved or left out,
// and an end that is missing, are told before anything is made of it.
import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from "node:crypto";
import { Transform, type TransformCallback } from "node:stream";
import { BackupUnusable } from "./failures.ts";

const MAGIC = Buffer.from("TRELLIS BACKUP 1\n");
const [SALT, NAME, TAG] = [16, 8, 16];
const HEAD = MAGIC.length + NAME + SALT;
const PIECE = 64 * 1024;
/** In the length of a piece: it is the last one. */
const LAST = 0x80000000;

const derived = (secret: string, salt: Uint8Array): Uint8Array =>
  new Uint8Array(hkdfSync("sha256", secret, salt, "trellis backup", 32));

/** Tells which master key a backup needs, and nothing about it. */
const nameOf = (secret: string): Buffer =>
  createHash("sha256")
    .update("name of")
    .update(derived(secret, new Uint8Array(0)))
    .digest()
    .subarray(0, NAME);

function nonceOf(number: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeBigUInt64BE(BigInt(number));
  nonce[11] = isLast ? 1 : 0;
  return nonce;
}

/** Encrypts what goes through. */
export class Locking extends Transform {
  readonly #key: Uint8Array;
  readonly #head: Buffer;
  #held = Buffer.alloc(0);
  #number = 0;

  constructor(secret: string) {
    super();
    const salt = randomBytes(SALT);
    this.#key = derived(secret, salt);
    this.#head = Buffer.concat([MAGIC, nameOf(secret), salt]);
    this.push(this.#head);
  }

  override _transform(piece: Buffer, _encoding: string, done: TransformCallback): void {
    this.#held = Buffer.concat([this.#held, piece]);
    for (; this.#held.length > PIECE; this.#held = this.#held.subarray(PIECE))
      this.#put(this.#held.subarray(0, PIECE), false);
    done();
  }

  override _flush(done: TransformCallback): void {
    this.#put(this.#held, true);
    done();
  }

  #put(plain: Buffer, isLast: boolean): void {
    const cipher = createCipheriv("aes-256-gcm", this.#key, nonceOf(this.#number++, isLast)).setAAD(this.#head);
    const body = Buffer.concat([cipher.update(plain), cipher.final()]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE((isLast ? LAST : 0) + body.length);
    this.push(Buffer.concat([length, body, cipher.getAuthTag()]));
  }
}

/** Decrypts what goes through; fails with BackupUnusable. */
export class Unlocking extends Transform {
  readonly #secrets: readonly string[];
  #key: Uint8Array | undefined;
  #head = Buffer.alloc(0);
  #held = Buffer.alloc(0);
  #number = 0;
  #isOver = false;

  /** One of these master keys made it. */
  constructor(secrets: readonly string[]) {
    super();
    this.#secrets = secrets;
  }

  override _transform(piece: Buffer, _encoding: string, done: TransformCallback): void {
    this.#held = Buffer.concat([this.#held, piece]);
    try {
      if (!this.#key && this.#held.length >= HEAD) this.#begin();
      while (this.#key && this.#open(this.#key));
      done();
    } catch (error) {
      done(error as Error);
    }
  }

  override _flush(done: TransformCallback): void {
    done(this.#isOver && this.#held.length === 0 ? null : new BackupUnusable("backups.cut_off"));
  }

  #begin(): void {
    this.#head = this.#held.subarray(0, HEAD);
    this.#held = this.#held.subarray(HEAD);
    if (!this.#head.subarray(0, MAGIC.length).equals(MAGIC)) throw new BackupUnusable("backups.no_backup");
    const name = this.#head.subarray(MAGIC.length, MAGIC.length + NAME);
    const secret = this.#secrets.find((one) => nameOf(one).equals(name));
    if (secret === undefined) throw new BackupUnusable("backups.wrong_key");
    this.#key = derived(secret, this.#head.subarray(MAGIC.length + NAME));
  }

  /** One piece; false while it has not come as a whole. */
  #open(key: Uint8Array): boolean {
    if (this.#held.length < 4) return false;
    const length = this.#held.readUInt32BE(0);
    const isLast = length >= LAST;
    const end = 4 + (length % LAST) + TAG;
    if (this.#isOver || end > 4 + PIECE + TAG) throw new BackupUnusable("backups.damaged");
    if (this.#held.length < end) return false;
    const [body, tag] = [this.#held.subarray(4, end - TAG), this.#held.subarray(end - TAG, end)];
    const cipher = createDecipheriv("aes-256-gcm", key, nonceOf(this.#number++, isLast)).setAAD(this.#head);
    this.push(opened(cipher.setAuthTag(tag), body));
    this.#held = this.#held.subarray(end);
    this.#isOver = isLast;
    return true;
  }
}

function opened(cipher: ReturnType<typeof createDecipheriv>, body: Buffer): Buffer {
  try {
    return Buffer.concat([cipher.update(body), cipher.final()]);
  } catch (cause) {
    throw new BackupUnusable("backups.damaged", {}, { cause });
  }
}
