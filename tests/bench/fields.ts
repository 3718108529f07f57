// Twenty custom fields beside bare columns: a list filtered by an indexed one and sorted by another, what a page costs as the table
// grows, and how long a new field takes until every process knows it.
//   node tests/bench/fields.ts [--contacts 10000,1000000] [--work FOLDER] [--rounds 5] [--seconds 3] [--connections 16] [--port 8060]
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { openCluster } from "./cluster.ts";
import { examples, fillOwn, fillRaw } from "./fields-data.ts";
import { environmentOf, prepareOwn } from "./prepare.ts";
import { rateOf } from "./rate.ts";
import { answered, print, start, stop } from "./server.ts";

const { values } = parseArgs({
  options: {
    contacts: { type: "string", default: "10000,1000000" },
    work: { type: "string", default: join(tmpdir(), "trellis-bench") },
    rounds: { type: "string", default: "5" },
    seconds: { type: "string", default: "3" },
    connections: { type: "string", default: "16" },
    port: { type: "string", default: "8060" },
  },
});
const work = resolve(values.work);
const port = Number(values.port);
const fields = ["name", "email", "city", "createdAt", ...examples.map(({ key }) => `custom.${key}`)].join(",");
const own = `/api/v1/contacts?limit=50&fields=${fields}`;
const shown = `/api/v1/contacts?limit=50&fields=name,email,city,custom.f_area,custom.f_turnover,custom.f_number`;
const asked = {
  page: { raw: () => "/page", own: () => `${own}&sort=-createdAt` },
  filter: {
    raw: (at: number) => `/filter?value=o${at % 25}`,
    own: (at: number) => `${own}&filter[custom.f_area]=o${at % 25}&sort=-custom.f_turnover`,
  },
  /** The same for the columns that a list shows, instead of all twenty fields. */
  shown: {
    raw: (at: number) => `/shown?value=o${at % 25}`,
    own: (at: number) => `${shown}&filter[custom.f_area]=o${at % 25}&sort=-custom.f_turnover`,
  },
  rare: {
    raw: (at: number) => `/rare?value=${(at * 37) % 10_000}`,
    own: (at: number) => `${own}&filter[custom.f_number]=${(at * 37) % 10_000}&sort=-custom.f_turnover`,
  },
};
type Question = keyof typeof asked;
const questions = Object.keys(asked) as Question[];

const cluster = await openCluster(work);
const median = (all: readonly number[]): number => all.toSorted((a, b) => a - b)[all.length >> 1] ?? Number.NaN;
const ours = new Map<Question, number[]>(questions.map((name) => [name, []]));
try {
  for (const contacts of values.contacts.split(",").map(Number)) await measure(contacts);
  for (const [name, rates] of ours)
    if (rates.length > 1)
      print(`${name}: cost with the last number of contacts over the first`, (rates[0] ?? 0) / (rates.at(-1) ?? 1));
} finally {
  await cluster.stop();
}

async function measure(contacts: number): Promise<void> {
  const [raw, mine] = [`fields_raw_${contacts}`, `fields_trellis_${contacts}`];
  const env = environmentOf(cluster.url(mine), join(work, "trellis-fields"), port + 1);
  const token = await prepare(contacts, { raw, mine, env });
  const servers = [
    start(["tests/bench/fields-raw.ts", String(port), cluster.url(raw)]),
    start(["core/main.ts"], env),
    start(["core/main.ts"], { ...env, PORT: String(port + 2) }),
  ];
  try {
    for (const path of [`${port}/page`, `${port + 1}/health/ready`, `${port + 2}/health/ready`])
      await answered(`http://127.0.0.1:${path}`);
    for (const name of questions) await compare(contacts, name, token);
    await addFields(token);
  } finally {
    await Promise.all(servers.map(stop));
  }
}

async function prepare(
  contacts: number,
  { raw, mine, env }: { raw: string; mine: string; env: Record<string, string> },
): Promise<string> {
  const admin = cluster.open("postgres");
  const known = await admin.query<{ name: string }>({ text: "select datname as name from pg_database" });
  const isNew = (name: string): boolean => known.every((one) => one.name !== name);
  for (const name of [raw, mine].filter(isNew)) await admin.query({ text: `create database ${name}` });
  await admin.close();
  if (isNew(raw)) {
    const db = cluster.open(raw);
    await fillRaw(db, contacts).finally(() => db.close());
  }
  return await prepareOwn(cluster, mine, { env, ...(isNew(mine) && { load: (get) => fillOwn(get, contacts) }) });
}

async function compare(contacts: number, name: Question, token: string): Promise<void> {
  const common = { connections: Number(values.connections), seconds: Number(values.seconds) };
  const bare = { ...common, origin: `http://127.0.0.1:${port}`, path: asked[name].raw };
  const full = { ...common, origin: `http://127.0.0.1:${port + 1}`, path: asked[name].own, token };
  for (const warm of [bare, full]) await rateOf({ ...warm, seconds: 1 });
  const rounds = [];
  for (let round = 0; round < Number(values.rounds); round++)
    rounds.push([await rateOf(bare), await rateOf(full)] as const);
  const [bares, fulls] = [rounds.map(([one]) => one.perSecond), rounds.map(([, one]) => one.perSecond)];
  ours.get(name)?.push(median(fulls));
  print(`${contacts} contacts, ${name}: baseline per second`, median(bares));
  print(`${contacts} contacts, ${name}: Trellis per second`, median(fulls));
  print(`${contacts} contacts, ${name}: time over the baseline's`, median(bares) / median(fulls));
  print(`${contacts} contacts, ${name}: p99 over p50`, median(rounds.map(([, one]) => one.p99 / one.p50)));
}

/** Adds ten fields through one process, waits for each until the other one knows it, and takes them out again. */
async function addFields(token: string): Promise<void> {
  const fields = `http://127.0.0.1:${port + 1}/api/v1/fields`;
  const other = `http://127.0.0.1:${port + 2}/api/v1/contacts?limit=1&fields=custom.`;
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const [made, seen] = [[] as number[], [] as number[]];
  for (let at = 0; at < 10; at++) {
    const key = `added_${Date.now().toString(36)}`;
    const body = JSON.stringify({ kind: "contact", key, schema: { "x-type": "text" } });
    const began = performance.now();
    const answer = await fetch(fields, { method: "POST", headers, body });
    made.push(performance.now() - began);
    while ((await fetch(other + key, { headers })).status !== 200) await sleep(10);
    seen.push(performance.now() - began);
    await takeOut(fields, headers, (await answer.json()) as { id: string; version: number });
  }
  print("adding a field: milliseconds, the longest of ten", Math.max(...made));
  print("seen by the other process: milliseconds, the longest of ten", Math.max(...seen));
}

async function takeOut(
  fields: string,
  headers: Readonly<Record<string, string>>,
  { id, version }: { id: string; version: number },
): Promise<void> {
  const away = { method: "DELETE", headers: { ...headers, "if-match": `"v${version}"` } };
  const { ok, status } = await fetch(`${fields}/${id}`, away);
  if (!ok) throw new Error(`Putting a field away answered ${status}`);
}
