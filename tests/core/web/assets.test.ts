import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync, brotliCompressSync, constants } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { filesIn } from "../../support/files-in.ts";
import { assets, serve, type WebServer } from "../../support/web.ts";

let web: WebServer;

beforeAll(async () => {
  web = await serve(() => []);
});
afterAll(() => web.close());

describe("an asset", () => {
  test("is kept for ever, because its address changes with it", async () => {
    const { headers, status } = await web.fetch(assets.url("app/app.css"));

    expect([status, headers.get("Content-Type")]).toEqual([200, "text/css; charset=utf-8"]);
    expect(headers.get("Cache-Control")).toBe("public, max-age=31536000, immutable");
    expect(assets.url("app/app.css")).toMatch(/^\/assets\/app-[0-9a-f]{12}\/app\.css$/);
  });

  test.each([
    ["br", brotliDecompressSync],
    ["gzip", gunzipSync],
  ])("travels packed with %s", async (packing, unpack) => {
    const answer = await web.fetch(assets.url("vendor/htmx.js"), { headers: { "Accept-Encoding": packing } });

    expect(answer.headers.get("Content-Encoding")).toBe(packing);
    expect(Number(answer.headers.get("Content-Length"))).toBeLessThan(15_000);
    expect(unpack).toBeTypeOf("function");
  });

  test("cannot lead out of its folder", async () => {
    for (const path of ["/assets/../package.json", "/assets/app-x/app.css", "/assets/..%2fpackage.json"]) {
      expect((await web.fetch(path)).status).toBeGreaterThanOrEqual(400);
    }
  });

  test("nobody knows is a mistake of ours", () => expect(() => assets.url("app/none.js")).toThrow("app/none.js"));
});

describe("the files of a plugin", () => {
  const stock = filesIn({ "shelf.js": "export const shelf = 1;" });

  test("are served from the moment they are added until they are taken out", async () => {
    const takeOut = assets.add({ folder: stock, prefix: "stock" });
    const url = assets.url("stock/shelf.js");
    const there = await web.fetch(url);
    takeOut();

    expect([there.status, await there.text()]).toEqual([200, "export const shelf = 1;"]);
    expect((await web.fetch(url)).status).toBe(404);
    expect(() => assets.url("stock/shelf.js")).toThrow("stock/shelf.js");
    expect((await web.fetch(assets.url("app/app.css"))).status).toBe(200);
  });
});

describe("the first load", () => {
  const read = (name: string) => readFileSync(join(import.meta.dirname, "../../../core/web/assets", name));
  const scripts = ["vendor/htmx.js", "app/theme.js", "app/main.js", ...imported("app/main.js")];

  test("brings 30 KB of script at most", () => {
    expect(scripts.length).toBeGreaterThan(15);
    expect(packed(scripts)).toBeLessThanOrEqual(30 * 1024);
  });

  test("brings 125 KB at most, 5 being left for the page itself", () => {
    expect(packed([...scripts, "vendor/tabler.css", "app/app.css"])).toBeLessThanOrEqual(125 * 1024);
  });

  test("names every script that is imported, so that they come at once", async () => {
    const html = await (await web.fetch("/nowhere")).text();
    for (const name of imported("app/main.js"))
      expect(html).toContain(`<link rel="modulepreload" href="${assets.url(name)}">`);
  });

  function imported(from: string): string[] {
    const direct = (name: string) =>
      [
        ...read(name)
          .toString()
          .matchAll(/(?:import|from) "\.\/([\w-]+\.js)"/g),
      ].map(([, file]) => `app/${file}`);
    const found = new Set<string>();
    const queue = direct(from);
    for (const name of queue) {
      if (!found.has(name)) queue.push(...direct(name));
      found.add(name);
    }
    return [...found];
  }

  const packed = (names: readonly string[]) => {
    const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };
    return names.reduce(
      (sum, name) => sum + Math.min(gzipSync(read(name)).length, brotliCompressSync(read(name), quality).length),
      0,
    );
  };
});
