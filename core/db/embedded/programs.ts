// Runs PostgreSQL's programs under the right account, inside the data folder, untouched by our own environment.
import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { join } from "node:path";
import { Unavailable } from "../../kernel/errors.ts";
import type { Account } from "./account.ts";

/** A folder that PostgreSQL's programs work on, and how they get there. */
export interface Place {
  /** Folder of `postgres` and `initdb`. */
  readonly bin: string;
  /** Folder of the data. */
  readonly folder: string;
  readonly account: Account | undefined;
  /** The data folder as the account can name it. */
  readonly seenAs: string;
}

/** Starts a program in the data folder, in a session of its own, so that Ctrl+C in a terminal does not stop it behind our back. */
export function launch(
  place: Place,
  program: string,
  args: readonly string[],
  options: SpawnOptions = {},
): ChildProcess {
  const as = place.account ? { uid: place.account.uid, gid: place.account.gid } : {};
  return spawn(join(place.bin, program), args, {
    ...options,
    ...as,
    cwd: place.folder,
    env: cleanEnvironment(),
    detached: true,
  });
}

/** Runs a program to its end, feeding it `input`; rejects with what it said when it failed. */
export async function runToEnd(place: Place, program: string, args: readonly string[], input = ""): Promise<void> {
  const child = launch(place, program, args, { stdio: ["pipe", "pipe", "pipe"] });
  const said: Buffer[] = [];
  child.stdout?.on("data", (chunk) => said.push(chunk));
  child.stderr?.on("data", (chunk) => said.push(chunk));
  child.stdin?.on("error", () => {}).end(input);
  const code = await new Promise<number | null>((resolve, reject) =>
    child.once("error", reject).once("close", resolve),
  );
  if (code !== 0) throw new Unavailable("db.program_failed", { program, said: Buffer.concat(said).toString().trim() });
}

// An inherited PGPORT would move the socket, PGDATA the data; the rest of the locale would change messages and formats.
function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(PG|LC_|LANG|NODE_|npm_)/.test(name));
  return { ...Object.fromEntries(kept), LC_ALL: "C", TZ: "UTC" };
}
