// `kill -9` of whoever makes or restores a backup: there is a whole one or none, and the database and its files are either as they
// were or as they were backed up, never half.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { productRoot } from "../../core/settings/schema.ts";
import { connectTo, newPlace, type Place, startProduct } from "../support/product.ts";

const MANY = 60_000;
const cli = `${productRoot}/core/cli.ts`;

let place: Place;
let name: string;
/** Milliseconds that a whole one takes here. */
let making: number;
beforeAll(async () => {
  place = await newPlace({ TRELLIS_BACKUP_SCHEDULE: "off" });
  await running(async () => {
    await sql(`insert into companies (id, name, created_by, updated_by, search)
      select gen_random_uuid(), 'Company ' || n, 'x', 'x', md5(n::text) from generate_series(1, ${MANY}) n`);
  });
  await filesAre("as backed up");
  const began = performance.now();
  name = (JSON.parse(trellis("backup", "create", "--json")) as { name: string }).name;
  making = performance.now() - began;
}, 120_000);
afterAll(() => place.remove());

const environment = () => ({ PATH: process.env["PATH"] ?? "", ...place.env });

function trellis(...args: string[]): string {
  const { stdout, stderr, status } = spawnSync(process.execPath, [cli, ...args], {
    env: environment(),
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`${args.join(" ")}: ${stdout}${stderr}`);
  return stdout;
}

/** Does it in a process of its own, which is killed after so many milliseconds; true when it was. */
async function killed(after: number, ...args: string[]): Promise<boolean> {
  const child = spawn(process.execPath, [cli, ...args], { env: environment(), stdio: "ignore" });
  const ended = once(child, "exit");
  await Promise.race([sleep(after), ended]);
  child.kill("SIGKILL");
  const [, signal] = (await ended) as [number | null, NodeJS.Signals | null];
  return signal === "SIGKILL";
}

async function running<T>(work: () => Promise<T>): Promise<T> {
  const product = await startProduct(place);
  try {
    return await work();
  } finally {
    product.signal("SIGTERM");
    await product.ended;
  }
}

async function sql(text: string): Promise<readonly Record<string, unknown>[]> {
  const client = await connectTo(place);
  return (await client.query(text).finally(() => client.end())).rows as Record<string, unknown>[];
}

const file = (): string => join(place.dataDir, "files/ab/one");

async function filesAre(text: string): Promise<void> {
  await mkdir(join(place.dataDir, "files/ab"), { recursive: true });
  await writeFile(file(), text.repeat(10_000));
}

const backups = async (): Promise<string[]> =>
  (await readdir(join(place.dataDir, "backups"))).filter((one) => one.endsWith(".backup"));

describe("kill -9", () => {
  test("while a backup is made leaves those before, and no half one", { timeout: 300_000 }, async () => {
    let cut = 0;
    for (const share of [0.4, 0.6, 0.75, 0.9]) cut += (await killed(share * making, "backup", "create")) ? 1 : 0;
    expect(cut, "some were killed under way").toBeGreaterThan(1);
    for (const one of await backups())
      expect(JSON.parse(trellis("backup", "verify", one, "--json"))).toMatchObject({ name: one, ok: true });
  });

  test("while one is restored leaves everything as it was, or as it was backed up", { timeout: 600_000 }, async () => {
    const began = performance.now();
    trellis("backup", "restore", name, "--force", "--yes");
    const whole = performance.now() - began;
    const seen: unknown[] = [];
    for (const share of [0.4, 0.6, 0.75, 0.85, 0.95]) {
      await running(async () => await sql("update companies set name = 'later'"));
      await filesAre("as later");
      await killed(share * whole, "backup", "restore", name, "--force", "--yes");
      const later = "select count(*) filter (where name = 'later')::int as later from companies";
      const [row] = await running(async () => await sql(later));
      seen.push([row?.["later"], (await readFile(file(), "utf8")).slice(0, 8)]);
    }
    for (const one of seen)
      expect([
        [MANY, "as later"],
        [0, "as backe"],
      ]).toContainEqual(one);
    trellis("backup", "restore", name, "--force", "--yes");
    expect((await readFile(file(), "utf8")).startsWith("as backed up")).toBe(true);
    expect(
      await running(async () => await sql("select count(*)::int as n from companies where name like 'Company %'")),
    ).toEqual([{ n: MANY }]);
  });
});
