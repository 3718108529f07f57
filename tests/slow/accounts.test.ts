// Whoever starts the product: root with a closed folder, or somebody without any rights but on the data folder.
import { chmod, chown, mkdir, mkdtemp, rm, stat } from "node:fs/promises";
import { afterEach, describe, expect, test } from "vitest";
import { type Product, startProduct } from "../support/product.ts";

const isRoot = process.geteuid?.() === 0;
const nobody = 65_534;

let product: Product;
let root: string;
afterEach(async () => {
  product.signal("SIGTERM");
  expect(await product.ended).toBe(0);
  await rm(root, { recursive: true, force: true });
});

const ready = async (): Promise<number> => (await fetch(`${product.url}/health/ready`)).status;
const on = (dataDir: string) => ({
  env: { DATA_DIR: dataDir, PORT: "0", LANG: "en", TRELLIS_DB_SHARED_BUFFERS: "32MB" },
});

async function folder(mode: number): Promise<string> {
  root = await mkdtemp("/tmp/trellis-account-");
  await chmod(root, mode);
  const dataDir = `${root}/data`;
  await mkdir(dataDir);
  return dataDir;
}

describe.runIf(isRoot)("started by root", () => {
  test("the database runs under another account, also in a folder that is closed to it", async () => {
    const dataDir = await folder(0o700);
    product = await startProduct(on(dataDir));
    expect(await ready()).toBe(200);
    expect((await stat(`${dataDir}/postgres`)).uid).not.toBe(0);
    expect((await stat(root)).mode & 0o777).toBe(0o700);
  });
});

describe("started by an ordinary user", () => {
  test("everything runs under that user, and prints the link to set it up", async () => {
    const dataDir = await folder(0o755);
    if (isRoot) await chown(dataDir, nobody, nobody);
    const uid = isRoot ? nobody : (process.getuid?.() ?? nobody);
    product = await startProduct(on(dataDir), isRoot ? { uid: nobody, gid: nobody } : {});
    expect(product.logged()).not.toContain("EACCES");
    expect(await ready()).toBe(200);
    expect(product.printed()).toMatch(/\/setup\/\S{20,}/);
    expect((await stat(`${dataDir}/postgres`)).uid).toBe(uid);
    expect((await stat(`${dataDir}/secret`)).mode & 0o777).toBe(0o600);
  });

  test.runIf(isRoot)("a data folder of somebody else is refused in words", async () => {
    const dataDir = await folder(0o755);
    product = await startProduct(on(dataDir), { uid: nobody, gid: nobody });
    expect(await product.ended).toBe(1);
    expect(product.logged()).toContain("DATA_DIR");
    product = { ...product, ended: Promise.resolve(0) };
  });
});
