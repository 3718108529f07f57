// The disk of the write-ahead log runs full: PostgreSQL can only panic and stop. It has to be started again and again until
// there is space, and then everything that was acknowledged is there.
import { spawnSync } from "node:child_process";
import { chown, cp, readFile, rm, stat, statfs, writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connectTo, eventually, newPlace, type Place, type Product, startProduct } from "../support/product.ts";

const run = (program: string, ...args: string[]): boolean => spawnSync(program, args).status === 0;
const mayMount = process.geteuid?.() === 0 && process.platform === "linux" && run("unshare", "-m", "true");

describe.runIf(mayMount)("a full disk of the write-ahead log", () => {
  let place: Place;
  let product: Product;
  let token: string;
  let wal: string;

  beforeAll(async () => {
    place = await newPlace();
    wal = `${place.dataDir}/postgres/pg_wal`;
    const first = await startProduct(place);
    token = place.token();
    first.signal("SIGTERM");
    await first.ended;
    await ontoDiskOfItsOwn(wal);
    product = await startProduct(place);
  });
  afterAll(async () => {
    product.signal("SIGTERM");
    await product.ended;
    run("umount", wal);
    await place.remove();
  });

  const create = (name: string): Promise<Response> =>
    fetch(`${product.url}/api/v1/companies`, {
      method: "POST",
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
      body: JSON.stringify({ name }),
    });

  /** Leaves less than one segment of the log, and uses up those that are there. */
  async function fill(): Promise<void> {
    const { bavail, bsize } = await statfs(wal);
    await writeFile(`${wal}/filler`, Buffer.alloc(Math.max(0, bavail * bsize - 4_000_000)));
    const client = await connectTo(place);
    try {
      for (let megabytes = 0; megabytes < 200; megabytes += 8)
        await client.query("select pg_logical_emit_message(false, 'filler', repeat('x', 8000000))");
    } catch {
      // The server has gone, which is what was wanted.
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  test("stops the database with a panic, and is over by itself when there is space again", {
    timeout: 300_000,
  }, async () => {
    const kept: string[] = [];
    for (let number = 0; number < 20; number++) {
      expect((await create(`Before ${number}`)).status).toBe(201);
      kept.push(`Before ${number}`);
    }
    await fill();
    await eventually(async () => expect(product.logged()).toContain("The embedded database has stopped"), 60_000);
    expect(await readFile(`${place.dataDir}/postgres.log`, "utf8")).toMatch(/PANIC:.*No space left on device/);
    expect((await create("meanwhile")).status).toBe(503);
    expect((await fetch(`${product.url}/health/live`)).status).toBe(200);
    expect((await fetch(`${product.url}/health/ready`)).status).toBe(503);
    await rm(`${wal}/filler`);
    await eventually(async () => expect((await create("after")).status).toBe(201), 90_000);
    const client = await connectTo(place);
    const { rows } = await client.query<{ name: string }>("select name from companies where name like 'Before %'");
    await client.end();
    expect(rows.map(({ name }) => name).toSorted()).toEqual(kept.toSorted());
  });
});

/** Moves the log onto a small disk in memory, under the same owner. */
async function ontoDiskOfItsOwn(wal: string): Promise<void> {
  const { uid, gid } = await stat(wal);
  const aside = `${wal}.aside`;
  await cp(wal, aside, { recursive: true, preserveTimestamps: true });
  expect(run("mount", "-t", "tmpfs", "-o", "size=160m,mode=700", "tmpfs", wal)).toBe(true);
  expect(run("cp", "-a", `${aside}/.`, wal)).toBe(true);
  expect(run("chown", "-R", `${uid}:${gid}`, wal)).toBe(true);
  await chown(wal, uid, gid);
  await rm(aside, { recursive: true });
}
