// The token as pages carry it. Pages are packed, and the size of a packed page tells whether something typed into the address
// stands in it once more: under a mask that is another one for every address, there is nothing to try letters against.
// The mask follows from the address, so that the same page still has the same ETag.
import { createHmac } from "node:crypto";

/** The token under the mask of this address. */
export function maskedToken(token: string, address: string): string {
  const plain = Buffer.from(token);
  const mask = maskOf(plain, address);
  return Buffer.concat([mask, crossed(plain, mask)]).toString("base64url");
}

/** What stands under the mask; of what was never masked, something that is no token. */
export function unmasked(text: string): string {
  const whole = Buffer.from(text, "base64url");
  const half = whole.length >> 1;
  return crossed(whole.subarray(half), whole.subarray(0, half)).toString();
}

function maskOf(token: Buffer, address: string): Buffer {
  const digest = createHmac("sha512", token).update(address).digest();
  return Buffer.concat(Array.from({ length: Math.ceil(token.length / digest.length) }, () => digest)).subarray(
    0,
    token.length,
  );
}

const crossed = (a: Buffer, b: Buffer): Buffer => Buffer.from(a.map((byte, at) => byte ^ (b[at] ?? 0)));
