// A database of somebody's own, of the oldest version we promise to work with, reached by DATABASE_URL.
import { existsSync } from "node:fs";
import { chmod, glob, mkdtemp, rm, writeFile } from "node:fs/promises";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serverAccount } from "../../core/db/embedded/account.ts";
import { createCluster } from "../../core/db/embedded/create.ts";
import { startServer, stopServer } from "../../core/db/embedded/server.ts";
import { newPlace, type Place, startProduct } from "../support/product.ts";

const [bin] = (await Array.fromAsync(glob("/usr/lib/postgresql/*/bin"))).sort();

describe.runIf(bin)("an external database", () => {
  let root: string;
  let pid: number;
  let place: Place;

  beforeAll(async () => {
    root = await mkdtemp("/tmp/trellis-external-");
    await chmod(root, 0o755);
    const folder = `${root}/pg`;
    const server = { bin: bin ?? "", folder, account: await serverAccount(), seenAs: folder };
    await createCluster(server, Number(bin?.split("/").at(-2)), "any");
    await writeFile(`${folder}/pg_hba.conf`, "local all all trust\n");
    const running = await startServer({
      place: server,
      logFile: `${root}/log`,
      socket: ".",
      parameters: { fsync: "off" },
    });
    pid = running.pid;
    place = await newPlace({ DATABASE_URL: url("trellis"), NODE_ENV: "production" });
  });
  afterAll(async () => {
    await stopServer(pid);
    await rm(root, { recursive: true, force: true });
    await place.remove();
  });

  const url = (role: string): string =>
    `postgresql://${role}:any@localhost/trellis?host=${encodeURIComponent(`${root}/pg`)}`;

  test("serves the product, and is left running when it stops", async () => {
    const product = await startProduct(place);
    expect(product.logged()).not.toContain('"level":50');
    const headers = { Authorization: `Bearer ${place.token()}`, "Content-Type": "application/json", Host: "localhost" };
    const made = await fetch(`${product.url}/api/v1/companies`, {
      method: "POST",
      headers,
      body: JSON.stringify({ name: "Kolev" }),
    });
    expect([made.status, await made.text()]).toEqual([201, expect.stringContaining("Kolev")]);
    product.signal("SIGTERM");
    expect(await product.ended).toBe(0);
    expect(existsSync(`${place.dataDir}/postgres`)).toBe(false);
    const client = new pg.Client(url("trellis"));
    await client.connect();
    expect((await client.query("select name from companies")).rows).toEqual([{ name: "Kolev" }]);
    await client.end();
  });

  test("serves two processes at once", async () => {
    const [first, second] = [await startProduct(place), await startProduct(place)];
    expect((await fetch(`${second.url}/health/ready`)).status).toBe(200);
    for (const each of [first, second]) each.signal("SIGTERM");
    expect(await Promise.all([first.ended, second.ended])).toEqual([0, 0]);
  });

  test("is backed up by SQL alone, and what was backed up is restored and compared", async () => {
    const command = async (...words: readonly string[]): Promise<unknown> => {
      const child = await startProduct(place, {}, ["core/cli.ts", ...words, "--json"]);
      expect([words, await child.ended, child.logged()]).toEqual([words, 0, ""]);
      return JSON.parse(child.printed());
    };
    const made = (await command("backup", "create")) as { name: string };
    const verdict = { name: made.name, ok: true, tables: [], auditDamage: 0 };
    expect(await command("backup", "verify")).toMatchObject(verdict);
    const client = new pg.Client(url("trellis"));
    await client.connect();
    const text = "select action, source from audit_events where action like 'backup.%' order by seq";
    const { rows } = await client.query(text);
    await client.end();
    expect(rows.filter(({ source }) => source === "cli")).toEqual([
      { action: "backup.created", source: "cli" },
      { action: "backup.verified", source: "cli" },
    ]);
  });

  test("case 89: is refused in production when the role may do everything", async () => {
    const product = await startProduct({ env: { ...place.env, DATABASE_URL: url("postgres") } });
    expect(await product.ended).toBe(1);
    expect(product.logged()).toContain('The database role "postgres" may do more than Trellis needs');
  });

  test("that is not there is named", { timeout: 60_000 }, async () => {
    const nowhere = url("trellis").replace("/trellis?", "/nowhere?");
    const product = await startProduct({ env: { ...place.env, DATABASE_URL: nowhere } });
    expect(await product.ended).toBe(1);
    expect(product.logged()).toContain("Check DATABASE_URL");
  });
});
