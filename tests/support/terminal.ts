// The command line as a test uses it: in this process, on a database of its own.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { commands } from "../../core/cli/commands.ts";
import { run } from "../../core/cli/run.ts";
import type { Database } from "../../core/db/database.ts";
import { freshDatabase } from "./database.ts";

export interface Said {
  readonly code: number;
  readonly out: string;
  readonly errors: string;
  /** What `--json` printed. */
  readonly json: unknown;
}

export interface Desk {
  readonly db: Database;
  readonly dataDir: string;
  trellis(
    argv: readonly string[],
    env?: Record<string, string>,
    world?: { stdin?: string; isTTY?: boolean },
  ): Promise<Said>;
  close(): Promise<void>;
}

export async function openDesk(): Promise<Desk> {
  const { db, connection, drop } = await freshDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), "trellis-cli-"));
  const { host, user, password, database } = connection;
  const url = `postgresql://${user}:${password}@localhost/${database}?host=${encodeURIComponent(host)}`;
  const own = {
    DATABASE_URL: url,
    DATA_DIR: dataDir,
    TRELLIS_SECRET: "a secret for tests only, 32 signs",
    LANG: "en_GB",
  };
  return {
    db,
    dataDir,
    trellis: (argv, env = {}, world = {}) => say(argv, { ...own, ...env }, world),
    async close() {
      await drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function say(argv: readonly string[], env: Record<string, string>, { stdin = "", isTTY = false }): Promise<Said> {
  const [stdout, stderr] = [sink(isTTY), sink(isTTY)];
  const code = await run(commands, argv, { env, stdin: Readable.from([Buffer.from(stdin)]), stdout, stderr });
  const out = stdout.said();
  return { code, out, errors: stderr.said(), json: argv.includes("--json") && out ? JSON.parse(out) : undefined };
}

function sink(isTTY: boolean): Writable & { isTTY: boolean; said(): string } {
  const pieces: string[] = [];
  const writable = new Writable({
    write(piece, _encoding, done) {
      pieces.push(String(piece));
      done();
    },
  });
  return Object.assign(writable, { isTTY, said: () => pieces.join("") });
}
