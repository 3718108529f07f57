// An import of 100,000 contacts in one request, and what lists of others take meanwhile, beside the million that `run.ts` has loaded.
//   node tests/bench/beside-import.ts [--contacts 1000000] [--work FOLDER] [--port 8070]
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { openCluster } from "./cluster.ts";
import { environmentOf, prepareOwn } from "./prepare.ts";
import { rateOf } from "./rate.ts";
import { answered, print, start, stop } from "./server.ts";

const { values } = parseArgs({
  options: {
    contacts: { type: "string", default: "1000000" },
    work: { type: "string", default: join(tmpdir(), "trellis-bench") },
    port: { type: "string", default: "8070" },
  },
});
const work = resolve(values.work);
const origin = `http://127.0.0.1:${values.port}`;
const DAY = 86_400;

const cluster = await openCluster(work);
const name = `trellis_${values.contacts}`;
const env = environmentOf(cluster.url(name), join(work, "trellis"), Number(values.port));
const token = await prepareOwn(cluster, name, { env });
await tidy();
print("bare COPY into a table with the same indexes: rows per second", 100_000 / (await copied()));
const server = start(["--max-semi-space-size=16", "--heap-growing-percent=100", "core/main.ts"], env);
try {
  await answered(`${origin}/health/ready`);
  await lists(3);
  print("list of others alone: p50 ms", (await lists(10)).p50);
  const over = new AbortController();
  const worked = processorSeconds();
  const memory = watch(over.signal);
  const [beside, seconds] = await Promise.all([lists(DAY, over.signal), importAll().finally(() => over.abort())]);
  print("import: rows per second", 100_000 / seconds);
  print("import: processor seconds of the process, lists included", processorSeconds() - worked);
  print("import: most memory of the process, MB", await memory);
  print("list of others meanwhile: p50 ms", beside.p50);
  print("list of others meanwhile: p99 ms", beside.p99);
} finally {
  await stop(server);
  const db = cluster.open(name);
  await db.query({ text: "delete from contacts where email like '%@import.example'" }).finally(() => db.close());
  await cluster.stop();
}

/** What earlier runs left behind would be read over by this one. */
async function tidy(): Promise<void> {
  const db = cluster.open(name);
  await db.query({ text: "vacuum (analyze) contacts" });
  await db.query({ text: "vacuum (analyze) changes" }).finally(() => db.close());
}

/** Seconds that the rows alone take in an empty table with the same indexes: no checks, history or undo. */
async function copied(): Promise<number> {
  const db = cluster.open(name);
  const rows = "/tmp/trellis-bench-rows.bin";
  try {
    await db.query({ text: "drop table if exists bare_contacts" });
    await db.query({ text: "create table bare_contacts (like contacts including all)" });
    await db.query({ text: `copy (select * from contacts limit 100000) to '${rows}' (format binary)` });
    const began = performance.now();
    await db.query({ text: `copy bare_contacts from '${rows}' (format binary)` });
    return (performance.now() - began) / 1_000;
  } finally {
    await db.query({ text: "drop table if exists bare_contacts" }).finally(() => db.close());
  }
}

// Eight people who look at a list ten times a second.
function lists(seconds: number, signal?: AbortSignal) {
  const path = (at: number): string =>
    `/api/v1/contacts?limit=50&sort=-createdAt&include=company&filter[city][ne]=${at % 1_000}`;
  return rateOf({ origin, token, path, connections: 8, seconds, pause: 100, ...(signal && { signal }) });
}

async function importAll(): Promise<number> {
  const began = performance.now();
  const headers = { authorization: `Bearer ${token}`, "content-type": "text/csv" };
  const body = readFileSync(join(work, "data", "import.csv"));
  const path = `${origin}/api/v1/imports?type=contacts&run=true&wait=true&again=true`;
  const answer = await fetch(path, { method: "POST", headers, body, signal: AbortSignal.timeout(1_000 * DAY) });
  const { state } = (await answer.json()) as { state?: string };
  if (state !== "done") throw new Error(`The import answered ${answer.status}, ${state}`);
  return (performance.now() - began) / 1_000;
}

/** Of the process under measurement: says more than the clock where the machine does other work. */
function processorSeconds(): number {
  const stat = readFileSync(`/proc/${server.pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(stat[11]) + Number(stat[12])) / 100;
}

async function watch(signal: AbortSignal): Promise<number> {
  let most = 0;
  while (!signal.aborted) {
    const status = readFileSync(`/proc/${server.pid}/status`, "utf8");
    most = Math.max(most, Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1_024);
    await sleep(200);
  }
  return most;
}
