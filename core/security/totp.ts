// Codes by time (RFC 6238), as authenticator programs show them: six digits, a new one every 30 seconds.
import { timingSafeEqual } from "node:crypto";
import { generateSecret, generateSync, generateURI } from "otplib";

const SECONDS = 30;

export const newTotpSecret = (): string => generateSecret();

/** The code of a step, counted from 1970 in 30 seconds. */
export const codeAt = (secret: string, step: number): string => generateSync({ secret, epoch: step * SECONDS });

/** Which step this code belongs to: the present one, the one before or the one after; undefined when it is wrong. `now` in seconds. */
export function stepOf(code: string, secret: string, now: number): number | undefined {
  const step = Math.floor(now / SECONDS);
  return [step, step - 1, step + 1].find((one) => isSame(code, codeAt(secret, one)));
}

/** What an authenticator program reads from the picture. */
export const setupUri = (issuer: string, label: string, secret: string): string =>
  generateURI({ issuer, label, secret });

function isSame(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
