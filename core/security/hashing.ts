// Argon2id with 19 MiB and two passes, as OWASP advises; a few at a time, so that a flood of logins leaves the server answering.
import { hash, verify } from "@node-rs/argon2";
import { availableParallelism } from "node:os";
import { TooLarge, Unavailable } from "../kernel/errors.ts";

const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const MAX_BYTES = 1024;
const MAX_WAITING = 200;
const lanes = Math.max(1, Math.min(4, availableParallelism() - 1));

const waiting: (() => void)[] = [];
let running = 0;
let nobodys: Promise<string> | undefined;

/** The PHC string to store; throws TooLarge above 1024 bytes, before any work. */
export async function hashPassword(password: string): Promise<string> {
  const bytes = bytesOf(password);
  return await inLane(() => hash(bytes, cost));
}

/** Computes exactly one hash whether there is a stored one or not, so that time tells nothing about who exists. */
export async function matchesPassword(stored: string | undefined, password: string): Promise<boolean> {
  const bytes = bytesOf(password);
  nobodys ??= hash(bytesOf("nobody has this password"), cost);
  const against = stored ?? (await nobodys);
  const same = await inLane(() => verify(against, bytes));
  return same && stored !== undefined;
}

/** The same letters typed on another system are the same password. */
function bytesOf(password: string): Buffer {
  const bytes = Buffer.from(password.normalize("NFC"), "utf8");
  if (bytes.length > MAX_BYTES) throw new TooLarge("security.password_too_long", { bytes: MAX_BYTES });
  return bytes;
}

async function inLane<T>(work: () => Promise<T>): Promise<T> {
  if (running >= lanes) await turn();
  else running++;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running--;
  }
}

function turn(): Promise<void> {
  if (waiting.length >= MAX_WAITING) throw new Unavailable("security.too_many_logins", { seconds: 5 });
  return new Promise((resolve) => void waiting.push(resolve));
}
