// Kills the application, its database or both, again and again, while clients write; then compares with what they were told.
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { afterAll, beforeAll, expect, onTestFailed, test } from "vitest";
import { type Entry, type Ledger, openLedger } from "../support/ledger.ts";
import { connectTo, eventually, newPlace, type Place, type Product, startProduct } from "../support/product.ts";

const rounds = 20;
const clients = 6;
const seed = Number(process.env["TRELLIS_TEST_SEED"] ?? Date.now() % 100_000);

let place: Place;
let product: Product;
let token: string;
let ledger: Ledger;

beforeAll(async () => {
  place = await newPlace();
  product = await startProduct(place);
  token = place.token();
  ledger = openLedger(`${place.dataDir}/ledger`);
});
afterAll(async () => {
  ledger.close();
  product.signal("SIGKILL");
  await product.ended;
  await place.remove();
});

const victims = ["application", "database", "both", "helper"] as const;

test(`no acknowledged write is lost in ${rounds} rounds (TRELLIS_TEST_SEED=${seed})`, {
  timeout: 600_000,
}, async () => {
  onTestFailed(() => void process.stderr.write(product.logged().slice(-4_000)));
  const chance = chances(seed);
  for (let round = 0; round < rounds; round++) {
    const load = new AbortController();
    const work = Promise.all(Array.from({ length: clients }, () => write(load.signal)));
    await sleep(50 + chance() * 1_500);
    await kill(victims[round % victims.length] ?? "both");
    load.abort();
    await work;
    await comeBack();
    await repeatUnanswered();
    await compare();
  }
  expect(ledger.entries.length).toBeGreaterThan(rounds * clients);
});

/** Creates and changes companies until told to stop; what fails is repeated later. */
async function write(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const entry = ledger.begin();
    await create(entry).catch(() => {});
    if (entry.id) await change(entry).catch(() => {});
  }
}

async function create(entry: Entry): Promise<void> {
  const answer = await api("POST", "/companies", { name: entry.name }, { "Idempotency-Key": entry.key });
  if (answer.status !== 201 && answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`);
  const { id, version } = (await answer.json()) as { id: string; version: number };
  ledger.created(entry, id, version);
}

async function change(entry: Entry): Promise<void> {
  ledger.changing(entry);
  const answer = await api(
    "PATCH",
    `/companies/${entry.id}`,
    { legalName: "Changed" },
    { "If-Match": `"${entry.version}"` },
  );
  if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`);
  ledger.changed(entry, ((await answer.json()) as { version: number }).version);
}

function api(method: string, path: string, body: object, headers: Record<string, string>): Promise<Response> {
  const type = method === "PATCH" ? "application/merge-patch+json" : "application/json";
  const all = { Authorization: `Bearer ${token}`, "Content-Type": type, ...headers };
  return fetch(`${product.url}/api/v1${path}`, {
    method,
    headers: all,
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(15_000),
  });
}

async function kill(victim: (typeof victims)[number]): Promise<void> {
  const database = await place.postgres();
  if (victim === "helper") return await killHelper();
  if (victim !== "application") process.kill(database, "SIGKILL");
  if (victim !== "database") product.signal("SIGKILL");
}

async function killHelper(): Promise<void> {
  const rows = await sql<{ pid: number }>(
    "select pid from pg_stat_activity where backend_type in ('checkpointer', 'walwriter')",
  );
  for (const { pid } of rows.slice(0, 1)) process.kill(pid, "SIGKILL");
}

async function comeBack(): Promise<void> {
  const isKilled = await Promise.race([product.ended.then(() => true), sleep(100, false)]);
  if (isKilled) product = await startProduct(place);
  await eventually(async () => {
    const answer = await fetch(`${product.url}/health/ready`);
    if (answer.status !== 200) throw new Error(await answer.text());
  });
}

async function repeatUnanswered(): Promise<void> {
  for (const entry of ledger.entries) if (!entry.id) await eventually(() => create(entry));
}

interface Row {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly lines: number;
}

async function compare(): Promise<void> {
  const rows =
    await sql<Row>(`select c.id, c.name, c.version, (select count(*)::int from changes where record_id = c.id) as lines
    from companies c where c.name like 'Company %'`);
  expect(rows).toHaveLength(ledger.entries.length);
  const found = new Map(rows.map((row) => [row.id, row]));
  for (const entry of ledger.entries) agree(entry, found.get(entry.id ?? ""));
  expect(
    await sql(
      "select 1 from pg_stat_activity where state like 'idle in transaction%' and state_change < now() - interval '5 s'",
    ),
  ).toEqual([]);
}

/** One record for one request; every version has its line of history; an unanswered change is there whole or not at all. */
function agree(entry: Entry, row: Row | undefined): void {
  expect(row?.name).toBe(entry.name);
  expect([entry.version, entry.tried]).toContain(row?.version);
  expect(row?.lines).toBe(row?.version);
  if (entry.tried && row) ledger.changed(entry, row.version);
}

async function sql<R extends pg.QueryResultRow>(text: string): Promise<R[]> {
  const client = await connectTo(place);
  return (await client.query<R>(text).finally(() => client.end())).rows;
}

/** The same chances for the same seed (mulberry32). */
function chances(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
