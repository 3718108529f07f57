// Memory does not grow with the data: a backup of 200,000 records, and putting it back, measured from outside. Prints the figures.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { productRoot } from "../../core/settings/schema.ts";
import { connectTo, newPlace, type Place, startProduct } from "../support/product.ts";

const MB = 1_024;
let place: Place;
beforeAll(async () => {
  place = await newPlace({ TRELLIS_BACKUP_SCHEDULE: "off" });
});
afterAll(() => place.remove());

async function fill(count: number): Promise<void> {
  const product = await startProduct(place);
  const client = await connectTo(place);
  await client.query(`insert into contacts (id, name, job_title, created_by, updated_by, search)
    select gen_random_uuid(), 'Contact ' || n, repeat(md5(n::text), 8), 'x', 'x', md5(n::text) from generate_series(1, ${count}) n`);
  await client.end();
  product.signal("SIGTERM");
  await product.ended;
}

/** Runs a command of the product in a process of its own; answers what it printed and the most memory it held, in kB. */
async function measured(...args: string[]): Promise<{ printed: string; most: number; seconds: number }> {
  const began = performance.now();
  const env = { PATH: process.env["PATH"] ?? "", ...place.env };
  const child = spawn(process.execPath, [`${productRoot}/core/cli.ts`, ...args], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let [printed, most, over] = ["", 0, false];
  child.stdout.on("data", (chunk: Buffer) => (printed += chunk.toString()));
  const ended = once(child, "exit").then(() => (over = true));
  while (!over) {
    const status = await readFile(`/proc/${child.pid}/status`, "utf8").catch(() => "");
    most = Math.max(most, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0));
    await Promise.race([sleep(50), ended]);
  }
  return { printed, most, seconds: Math.round((performance.now() - began) / 100) / 10 };
}

test("200,000 records cost as little memory as 10,000", { timeout: 600_000 }, async () => {
  await fill(10_000);
  const small = await measured("backup", "create", "--json");
  await fill(190_000);
  const large = await measured("backup", "create", "--json");
  const { name, rows } = JSON.parse(large.printed) as { name: string; rows: number };
  const back = await measured("backup", "restore", name, "--force", "--yes", "--json");
  const told = Object.entries({ small, large, back }).map(
    ([what, { most, seconds }]) => `${what}: ${Math.round(most / MB)} MB, ${seconds} s`,
  );
  process.stdout.write(`backup of ${rows} rows – ${told.join("; ")}\n`);
  expect(rows).toBeGreaterThan(200_000);
  expect(large.most - small.most, "making it").toBeLessThan(60 * MB);
  expect(back.most - small.most, "putting it back").toBeLessThan(100 * MB);
});
