// Random values that let somebody in. We keep only their SHA-256: they are long enough that nothing slower is needed.
import { createHash, randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const tokenShape = /^trl_pat_([0-9A-Za-z]{32})_([0-9A-Za-z]{6})$/;

/** 256 random bits, fit for a cookie or an address. */
export const newSecret = (): string => randomBytes(32).toString("base64url");

export const hashOf = (secret: string): Buffer => createHash("sha256").update(secret).digest();

/** A token that scanners for leaked secrets recognise: `trl_pat_<32 random signs>_<checksum>`. */
export function newToken(): string {
  const random = randomLetters(32);
  return `trl_pat_${random}_${checksum(random)}`;
}

/** False for anything that was never a token of ours, so that typing errors need no look into the database. */
export function isToken(text: string): boolean {
  const [, random, check] = tokenShape.exec(text) ?? [];
  return random !== undefined && check === checksum(random);
}

function checksum(text: string): string {
  let rest = crc32(text);
  let letters = "";
  for (let at = 0; at < 6; at++, rest = Math.floor(rest / 62)) letters = alphabet.charAt(rest % 62) + letters;
  return letters;
}

function randomLetters(length: number): string {
  let letters = "";
  while (letters.length < length) {
    // Bytes above 4 × 62 would make some letters likelier than others.
    for (const byte of randomBytes(length))
      if (byte < 248 && letters.length < length) letters += alphabet.charAt(byte % 62);
  }
  return letters;
}
