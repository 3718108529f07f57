// What the warehouse costs when it has grown: posting a document of a hundred lines beside a million moves, the page of all stock of
// ten thousand products, and fifty who ship the same goods at once.
//   node tests/bench/warehouse.ts [--moves 1000000] [--products 10000] [--rounds 20] [--work FOLDER] [--port 8071]
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { buildApp } from "../../core/app/build-app.ts";
import { migrateCore } from "../../core/db/launch.ts";
import { systemActor } from "../../core/kernel/actor.ts";
import { openLog } from "../../core/kernel/log.ts";
import type { Get } from "../../core/plugins/plugin.ts";
import { person, type TestPerson } from "../../core/sdk/testing/person.ts";
import { services } from "../../core/sdk/services.ts";
import { readSettings } from "../../core/settings/read-settings.ts";
import { broken } from "../../plugins/warehouse/stock.ts";
import { type Cluster, openCluster } from "./cluster.ts";
import { environmentOf } from "./prepare.ts";
import { answered, print, start, stop } from "./server.ts";
import { fillWarehouse } from "./warehouse-data.ts";

const { values } = parseArgs({
  options: {
    moves: { type: "string", default: "1000000" },
    products: { type: "string", default: "10000" },
    rounds: { type: "string", default: "20" },
    work: { type: "string", default: join(tmpdir(), "trellis-bench") },
    port: { type: "string", default: "8071" },
  },
});
const [moves, products, rounds] = [Number(values.moves), Number(values.products), Number(values.rounds)];
const [work, name] = [resolve(values.work), `warehouse_${values.moves}_${values.products}`];
const [LINES, SHIPPING, PAGES] = [100, 50, 200];
const bench = systemActor("bench");

const at = (all: readonly number[], share: number): number =>
  all.toSorted((a, b) => a - b)[Math.min(all.length - 1, Math.floor(all.length * share))] ?? Number.NaN;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** Somebody with all rights, at a server that is a process of its own. */
type Worker = TestPerson;

async function called<T>(worker: Worker, path: string, body: object, version?: number): Promise<T> {
  const match = version === undefined ? {} : { "If-Match": `"v${version}"` };
  const answer = await worker.api("POST", `/api/v1/${path}`, body, match);
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${text}`);
  return JSON.parse(text) as T;
}

interface Made {
  readonly id: string;
  readonly version: number;
}

/** A shipment of one each of these products, confirmed. */
async function shipment(worker: Worker, location: string, goods: readonly string[]): Promise<Made> {
  const { id, version } = await called<Made>(worker, "stock-documents", { type: "shipment", location });
  const operations = goods.map((product) => ({ method: "create", body: { document: id, product, quantity: "1" } }));
  await called(worker, "stock-lines/batch", { operations });
  return (await called<{ document: Made }>(worker, `stock-documents/${id}/confirmation`, {}, version)).document;
}

const carryOut = async (worker: Worker, { id, version }: Made): Promise<unknown> =>
  await called(worker, `stock-documents/${id}/completion`, {}, version);

async function posting(worker: Worker, location: string, goods: readonly string[]): Promise<void> {
  const took: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const made = await shipment(worker, location, goods.slice(0, LINES));
    took.push(await timed(async () => await carryOut(worker, made)));
  }
  print(`posting ${LINES} lines beside ${moves} moves: milliseconds, median`, at(took, 0.5));
  print("… 95 of a hundred", at(took, 0.95));
}

async function together(worker: Worker, location: string, goods: readonly string[]): Promise<void> {
  const made: Made[] = [];
  for (let one = 0; one < SHIPPING; one++) made.push(await shipment(worker, location, goods.slice(0, 1)));
  const all = Promise.allSettled(made.map(async (one) => await carryOut(worker, one)));
  print(`${SHIPPING} shipments of one product at once: milliseconds`, await timed(async () => await all));
  print("… of which a person was told no", (await all).filter(({ status }) => status === "rejected").length);
}

async function pages(worker: Worker): Promise<void> {
  const took: number[] = [];
  for (let visit = 0; visit < PAGES + 20; visit++) {
    const path = visit % 2 === 0 ? "/warehouse" : `/warehouse?q=${String(visit % 90).padStart(2, "0")}`;
    const ms = await timed(async () => {
      const answer = await worker.visit(path);
      if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
      await answer.text();
    });
    // The first ones meet a process that has just begun.
    if (visit >= 20) took.push(ms);
  }
  print(`the page of stock of ${products} products: milliseconds, median`, at(took, 0.5));
  print("… 95 of a hundred", at(took, 0.95));
}

async function measured(get: Get, env: Record<string, string>): Promise<void> {
  const origin = `http://127.0.0.1:${values.port}`;
  const worker = await person(get, origin, { role: "admin" });
  const sort = [{ field: "name", direction: "asc" }] as const;
  const records = get(services.records);
  const goods = (await records.list(bench, "product", { sort, limit: LINES, fields: ["name"] })).data.map(
    ({ id }) => id,
  );
  const location = (await records.list(bench, "stock_location", { limit: 1 })).data[0]?.id ?? "";
  const server = start(["core/main.ts"], env);
  try {
    await answered(`${origin}/health/ready`);
    await posting(worker, location, goods);
    await together(worker, location, goods);
    await pages(worker);
  } finally {
    await stop(server);
  }
}

async function isNew(cluster: Cluster): Promise<boolean> {
  const admin = cluster.open("postgres");
  const known = await admin.query({ text: "select 1 from pg_database where datname = $1", values: [name] });
  if (known.length === 0) await admin.query({ text: `create database ${name}` });
  await admin.close();
  return known.length === 0;
}

const cluster = await openCluster(work);
try {
  const env = environmentOf(cluster.url(name), join(work, "trellis-warehouse"), Number(values.port));
  const fresh = await isNew(cluster);
  const settings = readSettings(env);
  await migrateCore(settings, cluster.url(name));
  const db = cluster.open(name);
  const app = await buildApp({ settings, db, connection: cluster.url(name), log: openLog("error") });
  if (fresh) await fillWarehouse(app.get, { moves, products });
  await measured(app.get, env);
  print("rules of the ledger that do not hold afterwards", Object.keys(await broken(db)).length);
  await db.close();
} finally {
  await cluster.stop();
}
