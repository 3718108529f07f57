// Ten thousand random steps of a warehouse by eight people at once, while the application is killed again and again. Whatever was under
// way, every rule of the ledger holds, done documents stay as they were, and working everything out anew changes nothing.
// STEPS=500 tries with fewer; TRELLIS_TEST_SEED repeats a run.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { afterAll, beforeAll, expect, onTestFailed, test } from "vitest";
import type { Queryable } from "../../core/db/database.ts";
import { productRoot } from "../../core/settings/schema.ts";
import { book, nothing } from "../../plugins/warehouse/costing.ts";
import { movesOf } from "../../plugins/warehouse/ledger-sql.ts";
import { broken, worthOf } from "../../plugins/warehouse/stock.ts";
import { connectTo, eventually, newPlace, type Place, type Product, startProduct } from "../support/product.ts";

const STEPS = Number(process.env["STEPS"] ?? 10_000);
const WORKERS = 8;
const KILLS = 6;
const seed = Number(process.env["TRELLIS_TEST_SEED"] ?? Date.now() % 100_000);

let place: Place;
let product: Product;
let client: pg.Client;
let token: string;

beforeAll(async () => {
  place = await newPlace();
  product = await startProduct(place);
  token = place.token();
  client = await connectTo(place);
}, 120_000);
afterAll(async () => {
  await client.end();
  product.signal("SIGKILL");
  await product.ended;
  await place.remove();
});

/** One question after the other, for there is one connection. */
let turn: Promise<unknown> = Promise.resolve();
const db: Queryable = {
  query: ({ text, values }: { readonly text: string; readonly values?: readonly unknown[] }) => {
    const rows = turn.then(async () => (await client.query(text, values as unknown[] | undefined)).rows as never);
    turn = rows.catch(() => undefined);
    return rows;
  },
} as unknown as Queryable;

interface Answer {
  readonly status: number;
  readonly body: {
    readonly id: string;
    readonly version: number;
    readonly document?: { readonly version: number; readonly state: string };
  };
}

/** Undefined where the application was killed meanwhile: nobody knows whether it was done. */
async function call(method: string, path: string, body: unknown, version?: number): Promise<Answer | undefined> {
  const headers = {
    Authorization: `Bearer ${token}`,
    "Content-Type": "application/json",
    ...(version !== undefined && { "If-Match": `"v${version}"` }),
  };
  try {
    const answer = await fetch(`${product.url}/api/v1/${path}`, { method, headers, body: JSON.stringify(body) });
    const text = await answer.text();
    return { status: answer.status, body: (text === "" ? {} : JSON.parse(text)) as Answer["body"] };
  } catch {
    return undefined;
  }
}

async function made(path: string, body: unknown): Promise<string> {
  const answer = await eventually(
    async () => (await call("POST", path, body)) ?? Promise.reject(new Error("not there")),
  );
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body.id;
}

interface Yard {
  readonly places: readonly string[];
  readonly goods: readonly { readonly id: string; readonly tracking: string | null }[];
}

async function openYard(): Promise<Yard> {
  for (const id of ["products", "warehouse"]) {
    const manifest = await readFile(join(productRoot, "plugins", id, "plugin.json"), "utf8");
    const { requests } = JSON.parse(manifest) as { readonly requests: object };
    const answer = await call("PUT", `plugins/${id}/enabling`, { everyone: true, agree: requests });
    expect(answer?.status, JSON.stringify(answer?.body)).toBe(200);
  }
  const unit = await made("units", { name: "piece" });
  const places = [await made("stock-locations", { name: "Main" }), await made("stock-locations", { name: "Shop" })];
  const customs = [
    {},
    { cost_method: "fifo" },
    { cost_method: "fifo", negative_stock: "allow" },
    { tracking: "lot" },
    { tracking: "serial" },
  ];
  const goods = [];
  for (const [at, custom] of customs.entries()) {
    const id = await made("products", { name: `Goods ${at}`, unit, custom });
    goods.push({ id, tracking: (custom as { tracking?: string }).tracking ?? null });
  }
  return { places, goods };
}

/** Numbers that look like chance and can be had again. */
function chances(from: number): () => number {
  let state = from >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const types = [
  "receipt",
  "receipt",
  "receipt",
  "shipment",
  "shipment",
  "transfer",
  "return",
  "write_off",
  "count",
  "revaluation",
] as const;

/** How many, of which lot, at which cost: as such documents have it. */
function amountOf(type: (typeof types)[number], tracking: string | null, chance: () => number): object {
  const isWorth = type === "revaluation";
  const quantity = tracking === "serial" || isWorth ? "1" : String(1 + Math.floor(chance() * 12));
  const hasLot = tracking !== null && !isWorth && (type !== "shipment" || chance() < 0.5);
  const lot = hasLot ? { lot: `N${Math.floor(chance() * 30)}` } : {};
  const cost = type === "receipt" || isWorth ? { cost: String(1 + Math.floor(chance() * 900) / 100) } : {};
  return { quantity, ...lot, ...cost };
}

/** Killed: nothing is done until it is there again. */
async function nobodyThere(): Promise<number> {
  await sleep(100);
  return 0;
}

/** Writes a document and takes it as far as chance will have it; answers how many steps the application was there for. */
async function work({ places, goods }: Yard, chance: () => number): Promise<number> {
  const one = <T>(all: readonly T[]): T => all[Math.floor(chance() * all.length)] as T;
  const type = one(types);
  const [from, to] = chance() < 0.5 ? places : places.toReversed();
  const day = type === "receipt" && chance() < 0.1 ? { day: one(["2026-02-01", "2026-05-01"]) } : {};
  const document = await call("POST", "stock-documents", {
    type,
    location: from,
    ...(type === "transfer" && { toLocation: to }),
    ...(type === "revaluation" && { reason: "The market moved" }),
    ...day,
  });
  if (!document) return await nobodyThere();
  if (document.status !== 201) return 1;
  const { id } = document.body;
  const chosen = goods.filter(() => chance() < 0.4);
  for (const { id: product, tracking } of chosen.length > 0 ? chosen : [one(goods)]) {
    await call("POST", "stock-lines", { document: id, product, ...amountOf(type, tracking, chance) });
  }
  let version = document.body.version;
  const verbs = [
    "confirmation",
    chance() < 0.1 ? "cancellation" : "completion",
    type === "transfer" ? "completion" : "",
    chance() < 0.1 ? "reversal" : "",
  ];
  let steps = 1;
  for (const verb of verbs.filter(Boolean)) {
    const answer = await call("POST", `stock-documents/${id}/${verb}`, {}, version);
    if (!answer) break;
    steps += 1;
    // Refused on the way: that may happen at any time, and a failure of the server must not.
    if (answer.status >= 400) {
      expect(answer.status, JSON.stringify(answer.body)).not.toBe(500);
      if (type === "count") await call("POST", `stock-documents/${id}/cancellation`, {}, version);
      break;
    }
    version = answer.body.document?.version ?? version;
  }
  return steps;
}

/** What was being counted when the application was killed would stay where it is until somebody ends the count. */
async function endCounts(): Promise<void> {
  const text = "select id, version from plugin_warehouse.stock_documents where state = 'counting'";
  for (const { id, version } of await db.query<{ id: string; version: number }>({ text }))
    await call("POST", `stock-documents/${id}/cancellation`, {}, version);
}

/** What each done document consists of, as one text. */
async function doneDocuments(): Promise<Map<string, string>> {
  const text = `select d.id, string_agg(l.id || l.quantity::text || coalesce(l.lot, ''), '|' order by l.id) as lines
    from plugin_warehouse.stock_lines l join plugin_warehouse.stock_documents d on d.id = l.document_id
    where d.state = 'done' group by d.id`;
  const rows = await db.query<{ id: string; lines: string }>({ text });
  return new Map(rows.map(({ id, lines }) => [id, lines]));
}

test(`${STEPS} steps by ${WORKERS} at once, with ${KILLS} kills (TRELLIS_TEST_SEED=${seed})`, {
  timeout: 3_600_000,
}, async () => {
  onTestFailed(() => void process.stderr.write(product.logged().slice(-4_000)));
  const yard = await openYard();
  let done = 0;
  const worker = async (at: number): Promise<void> => {
    const chance = chances(seed * 31 + at);
    while (done < STEPS) {
      const steps = await work(yard, chance);
      done += steps;
    }
  };
  const working = Promise.all(Array.from({ length: WORKERS }, async (_, at) => await worker(at)));
  for (let kill = 1; kill <= KILLS; kill++) {
    while (done < (STEPS * kill) / (KILLS + 1)) await sleep(20);
    const before = await doneDocuments();
    product.signal("SIGKILL");
    await product.ended;
    expect(await broken(db)).toEqual({});
    const after = await doneDocuments();
    expect(Object.fromEntries([...before.keys()].map((id) => [id, after.get(id)]))).toEqual(Object.fromEntries(before));
    product = await startProduct(place);
    await endCounts();
  }
  await working;
  expect(await broken(db)).toEqual({});
  for (const [at, { id }] of yard.goods.entries()) {
    const standing = nothing();
    for (const move of await movesOf(db, id)) book(standing, move, at === 1 || at === 2 ? "fifo" : "average");
    expect(await worthOf(db, id)).toEqual({ quantity: standing.quantity.toFixed(), value: standing.value.toFixed(2) });
  }
  const moves = await client.query<{ count: string }>("select count(*) from plugin_warehouse.moves");
  expect(Number(moves.rows[0]?.count)).toBeGreaterThan(STEPS / 20);
});
