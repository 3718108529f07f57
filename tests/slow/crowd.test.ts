// More requests than the database can take: some are told to come back, nobody waits for long, and it is over at once.
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connectTo, eventually, newPlace, type Place, type Product, startProduct } from "../support/product.ts";

let place: Place;
let product: Product;
let token: string;

beforeAll(async () => {
  place = await newPlace({ TRELLIS_DB_POOL_MAX: "5" });
  product = await startProduct(place);
  token = place.token();
});
afterAll(async () => {
  product.signal("SIGTERM");
  await product.ended;
  await place.remove();
});

interface Told {
  readonly status: number;
  readonly after: string | null;
  readonly milliseconds: number;
}

async function ask(path: string): Promise<Told> {
  const began = performance.now();
  const answer = await fetch(product.url + path, { headers: { Authorization: `Bearer ${token}` } });
  await answer.arrayBuffer();
  return { status: answer.status, after: answer.headers.get("retry-after"), milliseconds: performance.now() - began };
}

/** The page and the form, as a person sends them. */
async function signIn(): Promise<Omit<Told, "after">> {
  const began = performance.now();
  const page = await fetch(`${product.url}/login`);
  await page.text();
  const body = new URLSearchParams({ login: "ada@example.com", password: "correct horse battery" });
  const answer = await fetch(`${product.url}/login`, { method: "POST", body, redirect: "manual" });
  await answer.arrayBuffer();
  return { status: answer.status, milliseconds: performance.now() - began };
}

test("200 clients on five connections that all wait", { timeout: 60_000 }, async () => {
  expect((await ask("/api/v1/companies")).status).toBe(200);
  const blocker = await connectTo(place);
  await blocker.query("begin; lock table companies in access exclusive mode");
  const crowd = Array.from({ length: 200 }, () => ask("/api/v1/companies"));
  await sleep(500);
  for (let look = 0; look < 5; look++) {
    const health = await ask("/health/ready");
    expect([health.status, health.milliseconds < 500]).toEqual([200, true]);
    expect(await signIn()).toMatchObject({ status: 303, milliseconds: expect.toSatisfy((ms: number) => ms < 1_000) });
  }
  const told = await Promise.all(crowd);
  expect(told.every(({ status }) => status === 503)).toBe(true);
  expect(told.every(({ after }) => Number(after) > 0)).toBe(true);
  expect(told.filter(({ milliseconds }) => milliseconds < 4_000).length).toBeGreaterThan(190);
  await blocker.query("rollback");
  await blocker.end();
  await eventually(async () => expect((await ask("/api/v1/companies")).status).toBe(200), 1_000);
  const after = await Promise.all(Array.from({ length: 50 }, () => ask("/api/v1/companies")));
  expect(after.map(({ status }) => status)).toEqual(after.map(() => 200));
});
