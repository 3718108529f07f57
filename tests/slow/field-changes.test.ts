// Kills the application again and again while an index is built, a type changes and the change is undone, and people write.
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, onTestFailed, test } from "vitest";
import { connectTo, newPlace, type Place, type Product, startProduct } from "../support/product.ts";

const RECORDS = 20_000;

let place: Place;
let product: Product;
let token: string;
let field: { id: string; version: number; storage: string };

beforeAll(async () => {
  place = await newPlace();
  product = await startProduct(place);
  token = place.token();
  field = (await json("POST", "/fields", { kind: "contact", key: "points", schema: text })) as typeof field;
  const db = await connectTo(place);
  await db.query(
    `insert into contacts (id, created_by, updated_by, name, search, cf_${field.storage})
       select gen_random_uuid(), 'x', 'x', 'P ' || n, ' p ' || n, n::text from generate_series(1, $1) n`,
    [RECORDS],
  );
  await db.end();
}, 120_000);
afterAll(async () => {
  product.signal("SIGKILL");
  await product.ended;
  await place.remove();
});

const text = { "x-type": "text", maxLength: 50 };

async function json(method: string, path: string, body?: object, headers = {}): Promise<Record<string, unknown>> {
  const type = method === "PATCH" ? "application/merge-patch+json" : "application/json";
  const answer = await fetch(`${product.url}/api/v1${path}`, {
    method,
    headers: { Authorization: `Bearer ${token}`, "Content-Type": type, "If-Match": "*", ...headers },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Record<string, unknown>;
}

async function killAndStart(): Promise<void> {
  product.signal("SIGKILL");
  await product.ended;
  product = await startProduct(place);
}

/** Kills the process a few times while something goes on, then waits until it is in this state. */
async function until(path: string, wanted: string): Promise<Record<string, unknown>> {
  for (const pause of [100, 400, 900]) {
    await sleep(pause);
    await killAndStart();
  }
  for (let look = 0; look < 240; look++) {
    const found = await json("GET", path);
    if (found["state"] === wanted) return found;
    if (found["state"] === "failed") throw new Error(JSON.stringify(found));
    await sleep(1_000);
  }
  throw new Error(`${path} never was ${wanted}`);
}

test("an index, a change of type and its undoing survive kill -9, and no acknowledged write is lost", {
  timeout: 900_000,
}, async () => {
  onTestFailed(() => void process.stderr.write(product.logged().slice(-4_000)));
  await json("PATCH", `/fields/${field.id}`, { indexed: true });
  await until(`/fields/${field.id}/index`, "ready");

  const { id } = await json("POST", `/fields/${field.id}/type-changes`, {
    schema: { "x-type": "integer" },
    dryRun: false,
  });
  const told = new Map<string, string>();
  const writing = new AbortController();
  const writer = write(told, writing.signal);
  const done = await until(`/fields/${field.id}/type-changes/${id}`, "done");
  writing.abort();
  await writer;
  expect(done["misfits"]).toBe(0);
  await compare(told);

  const since = new Map<string, string>();
  const again = new AbortController();
  const second = write(since, again.signal);
  await json("POST", `/fields/${field.id}/type-changes/${id}/undo`, {});
  await until(`/fields/${field.id}/type-changes/${id}`, "undone");
  again.abort();
  await second;
  await compare(since);
  const db = await connectTo(place);
  const { rows } = await db.query(`select count(*)::int as n from contacts where cf_${field.storage} is not null`);
  await db.end();
  expect(rows).toEqual([{ n: RECORDS }]);
});

/** Writes numbers until told to stop, and remembers what was acknowledged; a write without an answer may have been done. */
async function write(told: Map<string, string>, signal: AbortSignal): Promise<void> {
  const page = await json("GET", "/contacts?limit=100&sort=id&fields=id");
  const ids = (page["data"] as { id: string }[]).map((one) => one.id);
  for (let n = 1_000_000; !signal.aborted; n++) {
    const id = ids[n % ids.length] ?? "";
    told.delete(id);
    await json("PATCH", `/contacts/${id}`, { custom: { points: String(n) } })
      .then(() => told.set(id, String(n)))
      .catch(() => sleep(100));
  }
}

async function compare(told: ReadonlyMap<string, string>): Promise<void> {
  expect(told.size).toBeGreaterThan(10);
  for (const [id, value] of told) {
    const record = (await json("GET", `/contacts/${id}?fields=custom.points`)) as { custom: { points: unknown } };
    expect(String(record.custom.points)).toBe(value);
  }
}
