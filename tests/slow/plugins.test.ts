// Modules on real processes: one is killed at every step of switching a module on, and a plugin does its worst while it runs.
import { cp, mkdtemp, rm } from "node:fs/promises";
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
});
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

const enable = (id: string) => call("PUT", `plugins/${id}/enabling`, { everyone: true });
const stateOf = async (id: string) => ((await (await call("GET", `plugins/${id}`)).json()) as { state: string }).state;

async function sql(text: string): Promise<void> {
  const client = await connectTo(place);
  await client.query(text);
  await client.end();
}

/** Whoever notes this step as through waits, so that there is time to kill. */
const holdAt = (step: string) =>
  sql(`create or replace function hold() returns trigger language plpgsql as $$
    begin if '${step}' = any(new.done) and not '${step}' = any(old.done) then perform pg_sleep(20); end if; return new; end $$;
    create or replace trigger hold before update on plugin_operations for each row execute function hold()`);

describe("a process that is killed while it switches a module on", () => {
  test.each(["fit", "tables", "set_up", "decision", "publishing"])(
    "at the step “%s” leaves nothing that the next one does not end",
    async (step) => {
      await holdAt(step);
      enable("visits").catch(() => undefined);
      await until(async () => {
        const client = await connectTo(place);
        const { rows } = await client.query("select 1 from pg_stat_activity where wait_event = 'PgSleep'");
        await client.end();
        return rows.length > 0;
      });
      product.signal("SIGKILL");
      await product.ended;
      product = await startProduct(place);
      await sql("drop trigger hold on plugin_operations");
      await until(async () => (await stateOf("visits")) === "enabled", 40_000);
      expect((await call("GET", "visits")).status).toBe(200);
      expect((await call("DELETE", "plugins/visits/enabling")).status).toBe(200);
      expect((await call("GET", "visits")).status).toBe(404);
    },
  );
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
