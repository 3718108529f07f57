// Databases, a token and the list of targets for one run; what an earlier run has loaded is used again.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildApp } from "../../core/app/build-app.ts";
import { migrateCore } from "../../core/db/launch.ts";
import type { Get } from "../../core/plugins/plugin.ts";
import { openLog } from "../../core/kernel/log.ts";
import { services } from "../../core/sdk/services.ts";
import { readSettings } from "../../core/settings/read-settings.ts";
import type { Cluster } from "./cluster.ts";
import { uuidOf } from "./ids.ts";
import { loadRaw, type Source } from "./load-raw.ts";
import { loadTrellis } from "./load-trellis.ts";

interface Preparation {
  readonly cluster: Cluster;
  readonly source: Source;
  readonly work: string;
  readonly root: string;
  readonly fresh: boolean;
}

const secret = "a secret for measurements only, 32 signs";
const [rawPort, ownPort] = [8052, 8053];
/** Out of reach, but counted: what counting costs is part of what is measured. */
const quotas = Object.fromEntries(
  ["READ", "WRITE", "SEARCH", "EXPORT"].map((cost) => [`TRELLIS_API_LIMITS_${cost}`, "1000000000"]),
);

export async function prepare({
  cluster,
  source,
  work,
  root,
  fresh,
}: Preparation): Promise<{ env: Record<string, string>; targets: object[] }> {
  const [raw, own] = [`raw_${source.contacts}`, `trellis_${source.contacts}`];
  const admin = cluster.open("postgres");
  const known = (await admin.query<{ name: string }>({ text: "select datname as name from pg_database" })).map(
    (row) => row.name,
  );
  for (const name of [raw, own]) {
    if (known.includes(name) && fresh) await admin.query({ text: `drop database ${name} with (force)` });
    if (!known.includes(name) || fresh) await admin.query({ text: `create database ${name}` });
  }
  await admin.close();
  if (!known.includes(raw) || fresh) await within(cluster, raw, (db) => loadRaw(db, source));
  const env = environmentOf(cluster.url(own), join(work, "trellis"), ownPort);
  const isNew = !known.includes(own) || fresh;
  const token = await prepareOwn(cluster, own, { env, ...(isNew && { load: (get: Get) => loadTrellis(get, source) }) });
  const facts = {
    secret,
    pipeline: uuidOf("pipeline", 1),
    importPath: "/api/v1/imports?type=contacts&run=true&wait=true",
  };
  writeFileSync(join(work, "facts.json"), JSON.stringify(facts));
  return {
    env: { BENCH_FACTS: join(work, "facts.json") },
    targets: targetsOf({ cluster, raw, own, root, work, env, token }),
  };
}

async function within(
  cluster: Cluster,
  name: string,
  work: (db: ReturnType<Cluster["open"]>) => Promise<void>,
): Promise<void> {
  const db = cluster.open(name);
  await work(db).finally(() => db.close());
}

/** What a process of ours is started with. */
export function environmentOf(url: string, dataDir: string, port: number): Record<string, string> {
  mkdirSync(dataDir, { recursive: true });
  return {
    DATABASE_URL: url,
    DATA_DIR: dataDir,
    TRELLIS_SECRET: secret,
    LOG_LEVEL: "error",
    PORT: String(port),
    ...quotas,
  };
}

/** Migrates, and loads what is to be loaded; answers a token for everything. */
export async function prepareOwn(
  cluster: Cluster,
  name: string,
  { env, load }: { env: Record<string, string>; load?: (get: Get) => Promise<void> },
): Promise<string> {
  const settings = readSettings(env);
  await migrateCore(settings, cluster.url(name));
  const db = cluster.open(name);
  try {
    const app = await buildApp({ settings, db, connection: cluster.url(name), log: openLog("error") });
    await load?.(app.get);
    const { token } = await app.get(services.people).tokens.create(uuidOf("user", 1), { name: "bench", scopes: ["*"] });
    return token;
  } finally {
    await db.close();
  }
}

function targetsOf({
  cluster,
  raw,
  own,
  root,
  work,
  env,
  token,
}: {
  cluster: Cluster;
  raw: string;
  own: string;
  root: string;
  work: string;
  env: Record<string, string>;
  token: string;
}): object[] {
  const node = process.execPath;
  const cleanup = `${node} ${join(root, "tests/bench/clean.ts")} '${cluster.url(raw)}' '${cluster.url(own)}'`;
  return [
    {
      name: "raw-koa",
      adapter: join(work, "harness/adapters/raw.mjs"),
      url: `http://127.0.0.1:${rawPort}`,
      token: "perf-token",
      cleanup,
      launch: { cmd: `${node} limits.mjs koa ${rawPort} '${cluster.url(raw)}'`, cwd: join(work, "harness") },
    },
    {
      name: "trellis",
      adapter: join(root, "tests/bench/adapter.mjs"),
      url: `http://127.0.0.1:${ownPort}`,
      token,
      cleanup,
      launch: {
        cmd: `${node} --max-semi-space-size=16 --heap-growing-percent=100 ${join(root, "core/main.ts")}`,
        cwd: root,
        env,
      },
    },
  ];
}
