// The master key of an installation that was not given one: made once, readable by nobody else.
import { randomBytes } from "node:crypto";
import { copyFileSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Names of the kept master key and of the one before it, in the data folder. */
export const SECRET = "secret";
export const SECRET_BEFORE = "secret.previous";

/** The text kept in `<folder>/<name>`, made up on first use; processes that start together get the same one. */
export function keptSecret(folder: string, name: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const file = join(folder, name);
  return readSecret(file) ?? makeSecret(file);
}

/** The one before, where the kept one was renewed. */
export const keptBefore = (folder: string): string | undefined => readSecret(join(folder, SECRET_BEFORE));

/** Puts a new one in the place of the kept one, which is kept beside it. Broken off, it leaves the old one in force. */
export function renewKept(folder: string): void {
  const [file, next] = [join(folder, SECRET), join(folder, `${SECRET}.next`)];
  rmSync(next, { force: true });
  makeSecret(next);
  copyFileSync(file, `${file}.copy`);
  renameSync(`${file}.copy`, join(folder, SECRET_BEFORE));
  renameSync(next, file);
}

function readSecret(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8").trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

// Linking a finished file cannot be interrupted half-way and never replaces what another process made.
function makeSecret(file: string): string {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${randomBytes(32).toString("base64url")}\n`, { mode: 0o600, flush: true });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(draft);
  }
  return readFileSync(file, "utf8").trim();
}
