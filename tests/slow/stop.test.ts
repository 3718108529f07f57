// SIGTERM with everything under way: a long answer, a busy connection, half a request, and a start that has not ended.
import { spawn } from "node:child_process";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { connectTo, newPlace, type Place, type Product, startProduct } from "../support/product.ts";

let place: Place;
let product: Product;
let token: string;

beforeAll(async () => {
  place = await newPlace();
});
afterAll(() => place.remove());

const list = (): Promise<Response> =>
  fetch(`${product.url}/api/v1/companies`, { headers: { Authorization: `Bearer ${token}` } });

/** Keeps every list of companies waiting until it is let go. */
async function holdLists(): Promise<() => Promise<void>> {
  const client = await connectTo(place);
  await client.query("begin; lock table companies in access exclusive mode");
  return async () => void (await client.query("rollback").finally(() => client.end()));
}

describe("a process that is asked to stop", () => {
  beforeEach(async () => {
    product = await startProduct(place);
    token ||= place.token();
  });

  test("finishes what it has begun, is not ready any more, and ends with 0", async () => {
    const release = await holdLists();
    const answer = list();
    const half = connect(Number(new URL(product.url).port), "127.0.0.1");
    half.write("GET / HTTP/1.1\r\nHost:");
    const halfClosed = new Promise((resolve) => half.on("error", () => {}).on("close", resolve));
    await sleep(300);
    product.signal("SIGTERM");
    await sleep(60);
    expect((await fetch(`${product.url}/health/ready`)).status).toBe(503);
    await sleep(1_000);
    await expect(fetch(product.url)).rejects.toThrow();
    await release();
    expect((await answer).status).toBe(200);
    await halfClosed;
    expect(await product.ended).toBe(0);
    expect(await place.postgres()).toBe(0);
  });

  test("does not wait for answers when it is asked twice", async () => {
    const release = await holdLists();
    const answer = list().catch(() => "cut");
    await sleep(300);
    const began = performance.now();
    product.signal("SIGTERM");
    await sleep(1_000);
    product.signal("SIGTERM");
    expect(await product.ended).toBe(0);
    expect(performance.now() - began).toBeLessThan(5_000);
    expect(await answer).toBe("cut");
    await release().catch(() => {});
    expect(await place.postgres()).toBe(0);
  });

  test("takes a signal that comes twice at once, from the terminal and from npm, for one", async () => {
    const release = await holdLists();
    const answer = list();
    await sleep(300);
    product.signal("SIGINT");
    product.signal("SIGTERM");
    await sleep(500);
    await release();
    expect((await answer).status).toBe(200);
    expect(await product.ended).toBe(0);
  });
});

describe("a process that is asked to stop while it starts", () => {
  test.each([100, 400, 700, 1_000, 1_500])(
    "ends with 0 after %i milliseconds, and leaves nothing running",
    async (after) => {
      const { pid, ended } = startSoon();
      await sleep(after);
      process.kill(pid, "SIGTERM");
      expect([0, null]).toContain(await ended);
      await sleep(300);
      expect(await place.postgres()).toBe(0);
    },
  );

  test("starts as if nothing had been", async () => {
    product = await startProduct(place);
    expect((await list()).status).toBe(200);
    product.signal("SIGTERM");
    expect(await product.ended).toBe(0);
  });

  /** Does not wait for the address. */
  function startSoon(): { pid: number; ended: Promise<number | null> } {
    const child = spawn(process.execPath, ["core/main.ts"], {
      env: { PATH: process.env["PATH"] ?? "", ...place.env },
      stdio: "ignore",
    });
    return { pid: child.pid ?? 0, ended: new Promise((resolve) => child.once("exit", resolve)) };
  }
});
