// Reports and files come from a streaming replica, and never show a person less than they have written.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { eventually, newPlace, type Place, type Product, startProduct } from "../support/product.ts";
import { type Replicated, startReplicated } from "../support/replicated.ts";

let servers: Replicated;
let place: Place;
let product: Product;
let token: string;

beforeAll(async () => {
  servers = await startReplicated();
  await servers.startReplica();
  const urls = { DATABASE_URL: servers.primaryUrl, DATABASE_READ_URL: servers.replicaUrl };
  place = await newPlace({ ...urls, LOG_LEVEL: "warn" });
  product = await startProduct(place);
  token = place.token();
});
afterAll(async () => {
  product.signal("SIGTERM");
  await product.ended;
  await place.remove();
  await servers.remove();
});

const api = (path: string, body?: object): Promise<Response> =>
  fetch(`${product.url}/api/v1${path}`, {
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    ...(body && { method: "POST", body: JSON.stringify(body) }),
  });

const create = async (name: string): Promise<void> => expect((await api("/companies", { name })).status).toBe(201);
const file = async (): Promise<string> => await (await api("/companies/export.csv")).text();
const copiesOnReplica = async (): Promise<number> => (await servers.replicaLog()).split("copy (with l as").length - 1;
const report = async (): Promise<number> => (await api("/deals/figures")).status;

describe("with a replica", () => {
  test("a file and a report are read there", async () => {
    await create("Kolev");
    expect(await file()).toContain("Kolev");
    expect(await copiesOnReplica()).toBe(1);
    expect(await report()).toBe(200);
    expect(await servers.replicaLog()).toContain("percentile_cont");
  });

  test("what was written a moment before is always in the file", async () => {
    for (let number = 0; number < 30; number++) {
      await create(`Company ${number}`);
      expect(await file()).toContain(`Company ${number}`);
    }
    expect(await copiesOnReplica()).toBeGreaterThan(25);
  });

  test("that falls behind, the primary is read until it has caught up", async () => {
    await servers.onReplica("select pg_wal_replay_pause()");
    await create("Written while it stood still");
    const before = await copiesOnReplica();
    expect(await file()).toContain("Written while it stood still");
    expect(await copiesOnReplica()).toBe(before);
    await servers.onReplica("select pg_wal_replay_resume()");
    await eventually(async () => {
      expect(await file()).toContain("Written while it stood still");
      expect(await copiesOnReplica()).toBeGreaterThan(before);
    });
  });

  test("that is gone, the primary is read at once, and the log says so", { timeout: 60_000 }, async () => {
    await servers.stopReplica();
    await create("Written while it was gone");
    expect(await file()).toContain("Written while it was gone");
    const began = performance.now();
    expect(await report()).toBe(200);
    expect(performance.now() - began).toBeLessThan(1_000);
    expect(product.logged()).toContain("The replica does not answer");
    await servers.startReplica();
    const before = await copiesOnReplica();
    await eventually(async () => {
      await file();
      expect(await copiesOnReplica()).toBeGreaterThan(before);
    }, 30_000);
  });
});
