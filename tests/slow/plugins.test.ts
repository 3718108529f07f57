// Modules on real processes: one is killed at every step of switching a module on, and a plugin does its worst while it runs.
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { codePlugin } from "../support/code-plugin.ts";
import { visits } from "../support/plugin-folder.ts";
import { connectTo, newPlace, type Place, type Product, startProduct } from "../support/product.ts";
import { until } from "../support/until.ts";

let folder: string;
let place: Place;
let product: Product;
let token: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trellis-plugins-"));
  await cp(visits, join(folder, "visits"), { recursive: true });
  place = await newPlace({ TRELLIS_PLUGINS_DIR: folder });
  product = await startProduct(place);
  token = place.token();
}, 240_000);
afterAll(async () => {
  product.signal("SIGTERM");
  await product.ended;
  await place.remove();
  await rm(folder, { recursive: true, force: true });
});

async function call(method: string, path: string, body?: object): Promise<Response> {
  const headers = { Authorization: `Bearer ${token}`, ...(body && { "Content-Type": "application/json" }) };
  return await fetch(`${product.url}/api/v1/${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) });
}

const agree = { kinds: { company: ["read"], deal: ["read"] } };
const enable = (id: string) => call("PUT", `plugins/${id}/enabling`, { everyone: true, agree });
const stateOf = async (id: string) => ((await (await call("GET", `plugins/${id}`)).json()) as { state: string }).state;

async function sql(text: string): Promise<void> {
  await rowsOf(text);
}

async function rowsOf(text: string): Promise<object[]> {
  const client = await connectTo(place);
  const { rows } = (await client.query(text)) as { rows: object[] };
  await client.end();
  return rows;
}

const operationsOf = async (id: string) =>
  (await rowsOf(
    `select state, failure ->> 'code' as code from plugin_operations where plugin = '${id}' order by started_at desc`,
  )) as { state: string; code: string | null }[];

/** Whoever notes this step as through waits, so that there is time to kill. */
const holdAt = (step: string) =>
  sql(`create or replace function hold() returns trigger language plpgsql as $$
    begin if '${step}' = any(new.done) and not '${step}' = any(old.done) then perform pg_sleep(20); end if; return new; end $$;
    create or replace trigger hold before update on plugin_operations for each row execute function hold()`);

/** Kills the process while it holds at a step, and starts another one. */
async function killAt(step: string, begin: () => Promise<unknown>): Promise<void> {
  await holdAt(step);
  begin().catch(() => undefined);
  await until(async () => {
    const client = await connectTo(place);
    const { rows } = await client.query("select 1 from pg_stat_activity where wait_event = 'PgSleep'");
    await client.end();
    return rows.length > 0;
    // What an old version needs goes when processes that were killed have been silent for a minute.
  }, 120_000);
  product.signal("SIGKILL");
  await product.ended;
  product = await startProduct(place);
  await sql("drop trigger hold on plugin_operations");
}

const off = ["discovered", "installed"];

describe("a process that is killed while it switches a module on", () => {
  test.each(["fit", "tables", "fields", "decision", "publishing"])(
    "at the step “%s” leaves nothing that the next one does not end",
    async (step) => {
      await killAt(step, () => enable("visits"));
      await until(async () => (await operationsOf("visits"))[0]?.state !== "running", 120_000);
      expect((await operationsOf("visits"))[0]).toEqual({ state: "done", code: null });
      await until(async () => (await stateOf("visits")) === "enabled");
      expect((await call("GET", "visits")).status).toBe(200);
      expect((await call("DELETE", "plugins/visits/enabling")).status).toBe(200);
      expect((await call("GET", "visits")).status).toBe(404);
    },
  );

  test("while the module's own code runs is not followed by another that tries it, too", async () => {
    await killAt("set_up", () => enable("visits"));
    await until(async () => off.includes(await stateOf("visits")), 120_000);
    expect((await call("GET", "visits")).status).toBe(404);
    expect((await enable("visits")).status).toBe(200);
  });
});

describe("a process that is killed while it brings a module up to date", () => {
  beforeAll(() => enable("visits"));

  let minor = 0;
  /** The next version, which brings a column and takes the one of the version before away. */
  async function nextVersion(): Promise<string> {
    const at = join(folder, `visits-1.${++minor}.0`);
    await cp(visits, at, { recursive: true });
    const manifest = JSON.parse(await readFile(join(at, "plugin.json"), "utf8")) as Record<string, unknown>;
    const ids = Array.from({ length: minor }, (_, index) => index + 1).flatMap((n) => [
      { id: `${String(2 * n).padStart(4, "0")}-new-${n}`, phase: "expand" },
      { id: `${String(2 * n + 1).padStart(4, "0")}-old-${n}`, phase: "contract" },
    ]);
    const migrations = ids;
    await writeFile(join(at, "plugin.json"), JSON.stringify({ ...manifest, version: `1.${minor}.0`, migrations }));
    await mkdir(join(at, "migrations"));
    for (const { id } of migrations) {
      const n = id.split("-").at(-1);
      const text = id.includes("new") ? `create table t${n} (a int)` : `drop table if exists t${Number(n) - 1}`;
      await writeFile(join(at, "migrations", `${id}.sql`), text);
    }
    return `1.${minor}.0`;
  }
  const plugin = async () => (await (await call("GET", "plugins/visits")).json()) as Record<string, unknown>;
  const isSettled = async () => (await plugin())["previous"] === null;

  test.each(["fit", "tables", "set_up", "decision", "publishing", "contract"])(
    "at the step “%s” leaves it on, in one version or the other",
    async (step) => {
      await until(isSettled, 120_000);
      const version = await nextVersion();
      await killAt(step, () => call("PUT", "plugins/visits/version", { version }));
      await until(async () => (await plugin())["state"] === "enabled", 120_000);
      expect((await call("GET", "visits")).status).toBe(200);
      if (step === "set_up") expect((await plugin())["versionOn"]).not.toBe(version);
      else await until(async () => (await plugin())["versionOn"] === version, 120_000);
      await until(isSettled, 120_000);
    },
  );
});

describe("a plugin whose set up never ends", () => {
  test("stops its process, which nobody but the operator can end; the next one does without it", async () => {
    const id = await codePlugin(folder, { code: "setup: for (;;);" });
    enable(id).catch(() => undefined);
    await until(async () => {
      const ask = fetch(`${product.url}/health/live`, { signal: AbortSignal.timeout(2_000) });
      return await ask.then(
        () => false,
        () => true,
      );
    }, 30_000);
    product.signal("SIGKILL");
    await product.ended;
    product = await startProduct(place);
    await until(async () => (await stateOf(id)) === "discovered", 120_000);
    expect((await call("GET", "contacts")).status).toBe(200);
    const [last] = await operationsOf(id);
    expect(last).toMatchObject({ state: "undone", code: "plugins.fell_silent" });
  });
});

describe("a migration that fails at row 400,001", () => {
  test("leaves the table, the version that is on, and every other module as they were", async () => {
    const fill = "create table rows (n int); insert into rows select generate_series(1, 500000)";
    const spoil = "alter table rows add column share int; update rows set share = 1 / (400001 - n)";
    const id = "heavy";
    const make = async (version: string, files: Readonly<Record<string, string>>) => {
      const migrations = Object.keys(files).map((name) => ({ id: name, phase: "expand" }));
      await codePlugin(folder, { id, folder: `heavy-${version}`, version, code: "setup: ;", manifest: { migrations } });
      await mkdir(join(folder, `heavy-${version}`, "migrations"));
      for (const [name, text] of Object.entries(files))
        await writeFile(join(folder, `heavy-${version}`, "migrations", `${name}.sql`), text);
    };
    await make("1.0.0", { "0001-rows": fill });
    expect((await enable(id)).status).toBe(200);
    await make("1.1.0", { "0001-rows": fill, "0002-share": spoil });
    expect((await call("PUT", `plugins/${id}/version`, { version: "1.1.0" })).status).toBeGreaterThanOrEqual(400);
    const left = await rowsOf(`select column_name from information_schema.columns where table_schema = 'plugin_heavy'
      union all select key from plugin_objects where plugin = 'heavy' and kind = 'migration' order by 1`);
    expect(left).toEqual([{ column_name: "0001-rows" }, { column_name: "n" }]);
    expect(await rowsOf("select count(*)::int as n from plugin_heavy.rows")).toEqual([{ n: 500_000 }]);
    expect(await stateOf(id)).toBe("enabled");
    expect((await call("GET", "visits")).status).toBe(200);
  });
});

describe("a plugin that runs", () => {
  test("and rejects when nobody waits for it does not end the process", async () => {
    const id = await codePlugin(folder, {
      code: `setup: setTimeout(() => { Promise.reject(new Error("late")); }, 50); setTimeout(() => { throw new Error("later"); }, 80);`,
    });
    expect((await enable(id)).status).toBe(200);
    await until(async () => product.logged().includes("later"));
    expect(product.logged()).toContain(`"plugin":"${id}"`);
    expect((await call("GET", "contacts")).status).toBe(200);
  });

  test("is left out when the process starts in safe mode", async () => {
    expect((await enable("visits")).status).toBe(200);
    product.signal("SIGTERM");
    await product.ended;
    product = await startProduct({ env: { ...place.env, TRELLIS_SAFE_MODE: "true" } });
    expect((await call("GET", "visits")).status).toBe(404);
    expect(await stateOf("visits")).toBe("enabled");
    expect((await call("GET", "contacts")).status).toBe(200);
  });
});
