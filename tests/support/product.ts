// The product as people start it: a process of its own on a data folder of its own.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { findRunning } from "../../core/db/embedded/pid-file.ts";
import { stopServer } from "../../core/db/embedded/server.ts";
import { productRoot } from "../../core/settings/schema.ts";

type Environment = Record<string, string>;

/** A data folder that tests start the product on, as often as they like. */
export interface Place {
  readonly dataDir: string;
  readonly env: Environment;
  /** Process number of the embedded PostgreSQL; 0 when it does not run. */
  postgres(): Promise<number>;
  /** A token for REST with all rights of the administrator. */
  token(): string;
  remove(): Promise<void>;
}

export interface Product {
  readonly pid: number;
  readonly url: string;
  /** What it printed on the terminal. */
  printed(): string;
  /** What it logged. */
  logged(): string;
  readonly ended: Promise<number | null>;
  signal(name: NodeJS.Signals): void;
}

const admin = "ada@example.com";

/** Clients of these tests ask as fast as they can. */
const withoutQuotas = Object.fromEntries(
  ["READ", "WRITE", "SEARCH", "EXPORT"].map((cost) => [`TRELLIS_API_LIMITS_${cost}`, "0"]),
);

export async function newPlace(more: Environment = {}): Promise<Place> {
  const root = await mkdtemp("/tmp/trellis-product-");
  await chmod(root, 0o755);
  const dataDir = `${root}/data`;
  const first = { TRELLIS_ADMIN_EMAIL: admin, TRELLIS_ADMIN_PASSWORD: "correct horse battery" };
  const env = {
    DATA_DIR: dataDir,
    PORT: "0",
    TRELLIS_DB_SHARED_BUFFERS: "32MB",
    LANG: "en",
    ...withoutQuotas,
    ...first,
    ...more,
  };
  const postgres = async (): Promise<number> => (await findRunning(`${dataDir}/postgres`))?.pid ?? 0;
  return {
    dataDir,
    env,
    postgres,
    token: () => tokenFor(env),
    async remove() {
      const pid = await postgres();
      if (pid) await stopServer(pid);
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** Starts it, and waits until it says where it is, or has ended. */
export async function startProduct(
  place: Pick<Place, "env">,
  as: { uid?: number; gid?: number } = {},
  [entry = "", ...args]: readonly string[] = ["core/main.ts"],
): Promise<Product> {
  const child = spawn(process.execPath, [`${productRoot}/${entry}`, ...args], {
    env: cleanly(place.env),
    ...as,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [printed, logged] = [gather(child.stdout), gather(child.stderr)];
  const ended = once(child, "exit").then(([code]) => code as number | null);
  const url = await Promise.race([addressIn(child, printed), ended.then(() => "")]);
  return { pid: child.pid ?? 0, url, printed, logged, ended, signal: (name) => void child.kill(name) };
}

/** Nothing of the tests' own environment, but what programs need. */
const cleanly = (env: Environment): Environment => ({ PATH: process.env["PATH"] ?? "", ...env });

function gather(stream: NodeJS.ReadableStream | null): () => string {
  let text = "";
  stream?.on("data", (chunk: Buffer) => (text += chunk));
  return () => text;
}

async function addressIn(child: ChildProcess, printed: () => string): Promise<string> {
  while (child.exitCode === null) {
    const found = /https?:\/\/\S+/.exec(printed());
    if (found) return found[0];
    await sleep(20);
  }
  return "";
}

function tokenFor(env: Environment): string {
  const command = ["token", "create", "--user", admin, "--name", "tests", "--scope", "*", "--json"];
  const { stdout, stderr } = spawnSync(process.execPath, [`${productRoot}/core/cli.ts`, ...command], {
    env: cleanly(env),
    encoding: "utf8",
  });
  if (!stdout) throw new Error(stderr);
  return (JSON.parse(stdout) as { token: string }).token;
}

/** A connection of the test's own to the embedded database; the caller ends it. */
export async function connectTo({ dataDir }: Place): Promise<pg.Client> {
  const password = (await readFile(`${dataDir}/postgres.password`, "utf8")).trim();
  const client = new pg.Client({ host: `${dataDir}/postgres`, user: "trellis", database: "trellis", password });
  // A server that is killed takes the connection with it.
  client.on("error", () => {});
  await client.connect();
  return client;
}

/** Waits until `work` succeeds; rejects with its last failure after `patience` milliseconds. */
export async function eventually<T>(work: () => Promise<T>, patience = 40_000): Promise<T> {
  const end = Date.now() + patience;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (Date.now() > end) throw error;
      await sleep(50);
    }
  }
}
