// What plugins cost: switching one on, requests that have nothing to do with them, and the start. With and without are measured in
// turns, on the same database, so that other work of the machine meets both.
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { newPlace, type Place, type Product, startProduct } from "../support/product.ts";
import { openCluster } from "./cluster.ts";
import { print } from "./server.ts";

const visits = resolve(import.meta.dirname, "../support/plugins/visits");
/** `--turns`: how often a plugin with six tables is switched on, and each process started. */
const { values } = parseArgs({
  options: {
    plugins: { type: "string", default: "15" },
    rounds: { type: "string", default: "400" },
    turns: { type: "string", default: "5" },
  },
});
const [plugins, rounds] = [Number(values.plugins), Number(values.rounds)];
const turns = Number(values.turns);

/** Letters only, for names of tables and files. */
const letter = (at: number): string => String.fromCharCode(97 + at);

/** A plugin like `visits` with so many kinds, a panel, a tile, a look at contacts, an address and a job. */
async function makePlugin(folder: string, id: string, tables: number): Promise<void> {
  const at = join(folder, id);
  await cp(visits, at, { recursive: true });
  for (const below of ["fields", "rules", "kinds"]) await rm(join(at, below), { recursive: true });
  await mkdir(join(at, "kinds"));
  const kind = JSON.parse(await readFile(join(visits, "kinds/visit.json"), "utf8")) as Record<string, object>;
  const names = Array.from({ length: tables }, (_, index) => `${id}${letter(index)}`);
  for (const name of names) await writeKind(at, name, kind);
  const label = { en: "See" };
  const contributes = {
    panels: [{ id: `${id}.side`, kind: "company", place: "side", permission: `${id}.see` }],
    tiles: [{ id: `${id}.tile`, permission: `${id}.see` }],
    hooks: [{ kind: "contact", action: "change" }],
    routes: [{ path: `/${id}`, permission: `${id}.see` }],
    jobs: [{ name: "sweep", schedule: "0 3 * * *" }],
    menus: [{ label: `${id}.name`, path: `/${id}`, icon: "puzzle", order: 90, permission: `${id}.see` }],
  };
  const manifest = {
    id,
    version: "1.0.0",
    name: { en: id },
    description: { en: "Measured." },
    category: "tools",
    icon: "puzzle",
    engines: { trellis: "^0.1.0" },
    main: "index.js",
    kinds: names.map((name) => `kinds/${name}.json`),
    permissions: [{ id: `${id}.see`, label }],
    contributes,
  };
  await writeFile(join(at, "plugin.json"), JSON.stringify(manifest));
  await writeFile(join(at, "index.js"), codeOf(id));
  const words = Object.fromEntries(
    names.flatMap((name) => [
      [`${name}s.one`, name],
      [`${name}s.many`, `${name}s`],
    ]),
  );
  for (const language of ["en", "de", "es", "bg", "zh-Hans"])
    await writeFile(join(at, "locales", `${language}.json`), JSON.stringify({ [`${id}.name`]: id, ...words }));
}

async function writeKind(at: string, name: string, kind: Readonly<Record<string, unknown>>): Promise<void> {
  const text = JSON.stringify({ ...kind, name, plural: `${name}s` }).replaceAll(/"visits\.[\w.]+"/g, `"${name}s.one"`);
  await writeFile(join(at, "kinds", `${name}.json`), text);
}

const codeOf = (id: string): string => `import { Router } from "${import.meta.resolve("@koa/router")}";
export const plugin = { id: "${id}", async start(get, host) {
  const view = async () => undefined;
  host.panel({ id: "${id}.side", kind: "company", place: "side", title: "${id}.name", order: 90, template: "shared/_nothing", view });
  host.tile({ id: "${id}.tile", place: "side", order: 90, template: "shared/_nothing", view });
  host.before("contact", "change", async () => []);
  host.job("sweep", async () => undefined, { schedule: "0 3 * * *" });
  host.routes(new Router().get("/${id}", (ctx) => void (ctx.body = {})));
} };`;

/** Seconds of processor that a process has had until now; Linux only. */
async function processorOf(pid: number): Promise<number> {
  const fields = (await readFile(`/proc/${pid}/stat`, "utf8")).replace(/^.*\) /, "").split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

const median = (all: readonly number[]): number => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

async function ask({ url }: Product, token: string, path: string, init: RequestInit = {}): Promise<Response> {
  const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
  const answer = await fetch(`${url}/api/v1/${path}`, { ...init, headers });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  await answer.clone().arrayBuffer();
  return answer;
}

const enable = async (product: Product, token: string, id: string): Promise<unknown> =>
  await ask(product, token, `plugins/${id}/enabling`, { method: "PUT", body: '{"everyone":true}' });

/** Milliseconds of the same request, by turns of a process without plugins and one with them. */
async function inTurns(processes: readonly Product[], token: string, path: string): Promise<readonly number[]> {
  const took: number[][] = processes.map(() => []);
  for (let round = 0; round < rounds + 30; round++)
    for (const [at, product] of processes.entries()) {
      const ms = await timed(() => ask(product, token, path));
      if (round >= 30) took[at]?.push(ms);
    }
  return took.map(median);
}

async function stop(product: Product): Promise<void> {
  product.signal("SIGTERM");
  await product.ended;
}

/** Milliseconds from nothing to the address on the terminal, by turns. */
async function starts(places: readonly Pick<Place, "env">[]): Promise<readonly number[]> {
  const took: number[][] = places.map(() => []);
  for (let turn = 0; turn < turns; turn++)
    for (const [at, place] of places.entries()) {
      const began = performance.now();
      const product = await startProduct(place);
      took[at]?.push(performance.now() - began);
      await stop(product);
    }
  return took.map(median);
}

const folder = await mkdtemp(join(tmpdir(), "trellis-bench-plugins-"));
const cluster = await openCluster(join(tmpdir(), "trellis-bench-cluster"));
const server = cluster.open("postgres");
for (const text of ["drop database if exists bench_plugins with (force)", "create database bench_plugins"])
  await server.query({ text });
await server.close();
const place = await newPlace({
  DATABASE_URL: cluster.url("bench_plugins"),
  TRELLIS_SECRET: "a secret for measuring, 32 signs!",
  TRELLIS_PLUGINS_DIR: folder,
});
const safe = { env: { ...place.env, TRELLIS_SAFE_MODE: "true" } };
try {
  const six = Array.from({ length: turns }, (_, at) => `six${letter(at)}`);
  for (const id of six) await makePlugin(folder, id, 6);
  const product = await startProduct(place);
  const token = place.token();
  const took: number[] = [];
  const before = await processorOf(product.pid);
  for (const id of six) took.push(await timed(() => enable(product, token, id)));
  const processor = (await processorOf(product.pid)) - before;
  print("switching on a plugin with 6 tables, ms, median", median(took));
  print("… of it the processor's time of the application, ms", (processor * 1_000) / turns);
  print("… the longest", Math.max(...took));
  for (const id of six) await ask(product, token, `plugins/${id}/enabling`, { method: "DELETE" });
  for (let made = 0; made < plugins; made++) {
    await makePlugin(folder, `measured${letter(made)}`, 1);
    await enable(product, token, `measured${letter(made)}`);
  }
  for (let made = 0; made < 60; made++)
    await ask(product, token, "contacts", { method: "POST", body: JSON.stringify({ lastName: `Person ${made}` }) });
  const bare = await startProduct(safe);
  for (const path of ["contacts?limit=25", "companies?limit=25"]) {
    const [without = 0, withThem = 0] = await inTurns([bare, product], token, path);
    print(`GET /api/v1/${path}: without plugins, ms`, without);
    print(`… with ${plugins}, times`, withThem / without);
  }
  await stop(bare);
  await stop(product);
  const [cold = 0, withThem = 0] = await starts([safe, place]);
  print("start without plugins, ms", cold);
  print(`… with ${plugins}, times`, withThem / cold);
} finally {
  await place.remove();
  await rm(folder, { recursive: true, force: true });
  await cluster.stop();
}
