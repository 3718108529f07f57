// The disk of the database runs full, and is emptied again: nothing that was acknowledged is lost, and nobody has to help.
import { spawnSync } from "node:child_process";
import { mkdir, rm, statfs, writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { eventually, newPlace, type Place, type Product, startProduct } from "../support/product.ts";

const run = (program: string, ...args: string[]): boolean => spawnSync(program, args).status === 0;
const mayMount = process.geteuid?.() === 0 && process.platform === "linux" && run("unshare", "-m", "true");

describe.runIf(mayMount)("a full disk", () => {
  let place: Place;
  let product: Product;
  let token: string;

  beforeAll(async () => {
    place = await newPlace();
    await mkdir(place.dataDir, { mode: 0o755 });
    expect(run("mount", "-t", "tmpfs", "-o", "size=260m,mode=755", "tmpfs", place.dataDir)).toBe(true);
    product = await startProduct(place);
    token = place.token();
  });
  afterAll(async () => {
    product.signal("SIGTERM");
    await product.ended;
    run("umount", place.dataDir);
    await place.remove();
  });

  const api = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${product.url}/api/v1${path}`, {
      ...init,
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    });
  const create = (name: string): Promise<Response> =>
    api("/companies", { method: "POST", body: JSON.stringify({ name, legalName: `${name} `.repeat(8) }) });

  async function fill(): Promise<void> {
    const { bavail, bsize } = await statfs(place.dataDir);
    await writeFile(`${place.dataDir}/filler`, Buffer.alloc(bavail * bsize - 2_000_000));
  }

  test("costs no acknowledged write, answers 503 or 507 meanwhile, and is over when there is space again", {
    timeout: 180_000,
  }, async () => {
    const kept: string[] = [];
    await fill();
    const refused = new Set<number>();
    const client = async (letter: string): Promise<void> => {
      for (let number = 0; number < 10_000 && refused.size === 0; number++) {
        const answer = await create(`Company ${letter}${number}`);
        if (answer.status === 201) kept.push(`Company ${letter}${number}`);
        else refused.add(answer.status);
      }
    };
    await Promise.all(["a", "b", "c", "d", "e", "f"].map(client));
    expect(refused.size).toBeGreaterThan(0);
    expect([...refused].every((status) => status === 503 || status === 507)).toBe(true);
    expect((await fetch(`${product.url}/health/live`)).status).toBe(200);
    await rm(`${place.dataDir}/filler`);
    await eventually(async () => expect((await create("after")).status).toBe(201), 40_000);
    for (const name of [...kept.slice(0, 5), ...kept.slice(-5)]) {
      const found = await api(`/companies?filter[name]=${encodeURIComponent(name)}`);
      expect(JSON.stringify(await found.json()), name).toContain(name);
    }
  });
});
